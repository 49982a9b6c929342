import { type Clock, systemClock } from '@keyturn/shared/clock';
import { checkResponse, requestHeaders } from './check-response.js';
import { checkUrl } from './check-url.js';
import { withDeadline } from './deadline.js';
import type { FetchDocument, FetchRequest, FetchRules } from './door.js';
import { FetchFailure } from './fetch-failure.js';
import { readCapped } from './read-capped.js';

/**
 * The door to the network where there is only `fetch`. It cannot see the address it connects to, so the rules must say
 * `addressCheck: 'unavailable'`: whoever runs it there knows that a name may lead anywhere the runtime can reach.
 */
export function createWebFetch(clock: Clock = systemClock): FetchDocument {
  return (request, rules) =>
    withDeadline(clock, rules.deadlineMilliseconds, async (signal) => {
      const url = checkPlace(request, rules);
      const response = await send(url, request, signal);
      const header = (name: string) => response.headers.get(name) ?? undefined;
      try {
        const status = checkResponse({ status: response.status, header }, request);
        // The runtime unpacks a body by itself; the cap counts what comes out.
        const body = await readCapped(streamOf(response), rules.maxBodyBytes);
        return { status, header, body, receivedAtSeconds: clock.nowSeconds() };
      } catch (error) {
        await response.body?.cancel().catch(() => undefined);
        throw toFailure(error);
      }
    });
}

/** Without sight of addresses: no literal one but loopback, and http for this machine alone. */
function checkPlace(request: FetchRequest, rules: FetchRules): URL {
  if (rules.addressCheck !== 'unavailable')
    throw new FetchFailure(
      'address_check_unavailable',
      "This runtime cannot check addresses. Set addressCheck: 'unavailable' to accept that.",
    );
  const url = checkUrl(request.url, rules);
  const isLoopback = loopbackHosts.has(url.hostname);
  const isLiteral = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname);
  if (isLoopback ? rules.allowLoopback : !isLiteral && url.protocol === 'https:') return url;
  throw new FetchFailure('address_refused', 'Here an issuer is read by name over https, not by address.');
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

async function send(url: URL, request: FetchRequest, signal: AbortSignal): Promise<Response> {
  try {
    const { method, body } = request.post
      ? { method: 'POST', body: request.post.body }
      : { method: 'GET', body: null };
    return await fetch(url, { method, body, headers: requestHeaders(request), redirect: 'manual', signal });
  } catch (error) {
    throw toFailure(error);
  }
}

async function* streamOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
      yield part.value;
  } finally {
    reader?.releaseLock();
  }
}

function toFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  return new FetchFailure('connection_failed', 'The connection to the provider failed.', { cause: error });
}

/** The door that the package's entry for other runtimes uses. */
export const fetchOnWeb: FetchDocument = createWebFetch();
