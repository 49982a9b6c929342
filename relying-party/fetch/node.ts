import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '@keyturn/shared/clock';
import { type Agents, createAgents } from './agents.js';
import { checkResponse, requestHeaders } from './check-response.js';
import { checkUrl } from './check-url.js';
import { checkedLookup, type ResolveHost, requireAllowed, resolveHost } from './checked-lookup.js';
import { withDeadline } from './deadline.js';
import type { FetchDocument, FetchedDocument, FetchRequest, FetchRules } from './door.js';
import { FetchFailure } from './fetch-failure.js';
import { readCapped } from './read-capped.js';

export interface NodeFetchOptions {
  /** Default: the system's. Measures the deadline and stamps the receipt. */
  readonly clock?: Clock;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveHost;
  /** Default: the system's network. Another has no addresses that could be looked up or checked. */
  readonly connect?: Connect | undefined;
}

/** Opens a connection to the origin of a URL. */
export type Connect = (url: URL) => Duplex;

/**
 * The door to the network on Node: node:https, because the global fetch cannot be told to check the address it
 * connects to. No redirect, no proxy, no cookie, no credential.
 */
export function createNodeFetch({
  clock = systemClock,
  resolve = resolveHost,
  connect,
}: NodeFetchOptions = {}): FetchDocument {
  const agents = new WeakMap<FetchRules, Agents>();
  const renewAgents = (rules: FetchRules) => {
    const made = createAgents(rules);
    agents.set(rules, made);
    return made;
  };
  return (request, rules) =>
    withDeadline(clock, rules.deadlineMilliseconds, async (signal) => {
      const url = checkUrl(request.url, rules);
      const plainHttp = url.protocol === 'http:';
      requireAllowedLiteral(url, rules, plainHttp);
      const lookup = checkedLookup(resolve, rules, plainHttp);
      const headers = requestHeaders(request);
      const body = request.post?.body;
      const dial = { url, rules, plainHttp, lookup, connect, signal, headers, body };
      const response = await open(dial, agents.get(rules) ?? renewAgents(rules)).catch((failure) => {
        // A kept connection may have been closed by the other end just now: that is no failure of the provider.
        if (failure instanceof StaleConnection) return open(dial, renewAgents(rules));
        throw failure;
      });
      return readDocument(response, request, rules, clock.nowSeconds());
    });
}

class StaleConnection extends Error {}

interface Dial {
  readonly url: URL;
  readonly rules: FetchRules;
  readonly plainHttp: boolean;
  readonly lookup: LookupFunction;
  readonly connect: Connect | undefined;
  readonly signal: AbortSignal;
  readonly headers: Record<string, string>;
  /** Undefined makes it a GET. */
  readonly body: string | undefined;
}

/** An address written into the URL is never looked up, so it is checked here. */
function requireAllowedLiteral(url: URL, rules: FetchRules, plainHttp: boolean): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) requireAllowed(host, rules, plainHttp);
}

function open(dial: Dial, agents: Agents): Promise<http.IncomingMessage> {
  const { url, rules, plainHttp, lookup, connect, signal, headers, body } = dial;
  const method = body === undefined ? 'GET' : 'POST';
  const [request, agent] = plainHttp ? [http.request, agents['http:']] : [https.request, agents['https:']];
  const way = connect === undefined ? { agent, lookup } : { createConnection: () => connect(url) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ...way, method, signal, headers });
    outgoing.on('socket', (socket) => checkConnected(socket, rules, plainHttp));
    outgoing.on('response', resolve);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const closed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      reject(outgoing.reusedSocket && closed ? new StaleConnection() : toFailure(error));
    });
    outgoing.end(body);
  });
}

/** The last word on the address: the one that the socket is connected to. Interceptors of tests have none. */
function checkConnected(socket: Socket, rules: FetchRules, plainHttp: boolean): void {
  const check = () => {
    try {
      if (socket.remoteAddress !== undefined) requireAllowed(socket.remoteAddress, rules, plainHttp);
    } catch (refusal) {
      socket.destroy(refusal as Error);
    }
  };
  if (socket.connecting) socket.once('connect', check);
  else check();
}

async function readDocument(
  response: http.IncomingMessage,
  request: FetchRequest,
  rules: FetchRules,
  receivedAtSeconds: number,
): Promise<FetchedDocument> {
  const header = (name: string) => response.headers[name]?.toString();
  try {
    const status = checkResponse({ status: response.statusCode ?? 0, header }, request);
    if ((header('content-encoding') ?? 'identity').toLowerCase() !== 'identity')
      throw new FetchFailure(
        'encoding_refused',
        'The body is packed although an unpacked one was asked for.',
      );
    const body = await readCapped(response, rules.maxBodyBytes);
    return { status, header, body, receivedAtSeconds };
  } catch (error) {
    response.destroy();
    throw toFailure(error as Error);
  }
}

function toFailure(error: NodeJS.ErrnoException): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const reason = error.code === undefined ? '' : ` (${error.code})`;
  return new FetchFailure('connection_failed', `The connection to the provider failed${reason}.`, {
    cause: error,
  });
}

/** The door that the package's main entry uses. */
export const fetchOnNode: FetchDocument = createNodeFetch();
