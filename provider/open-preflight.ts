import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import { readEpoch } from '@keyturn/shared/epoch';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { HttpClient } from './drills/http-client.js';
import { issuerPaths } from './http/issuer-paths.js';
import { describeError } from './log.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import { type PublicWatch, startPublicWatch } from './rotator/public-watch.js';
import type { LogEvent } from './rotator/ring-context.js';

/** More than any key set. */
const MAX_ANSWER_BYTES = 512 * 1024;

/** How it reaches the public address. */
export interface PreflightDoor {
  /** Opens a connection to the origin of a URL. Default: the system's network. */
  readonly connect?: ((url: URL) => Duplex) | undefined;
}

/** O1: looks at the issuer's key set where relying parties fetch it, every P. */
export function openPreflight(
  { issuer, preflight }: Pick<IssuerConfiguration, 'issuer' | 'preflight'>,
  ring: Pick<IssuerRing, 'storeSeconds' | 'policy' | 'look'>,
  { clock, log, connect }: PreflightDoor & { readonly clock: Clock; readonly log: LogEvent },
): PublicWatch {
  const { jwksUrl = issuerPaths(issuer).jwksUri } = preflight;
  const http = new HttpClient({ clock, connect, maxAnswerBytes: MAX_ANSWER_BYTES });
  const watch = startPublicWatch({
    look: async () => {
      const epoch = await lookAt(http, jwksUrl);
      // After the look: what is served of a ring is no newer than the ring.
      requireOwn(epoch, (await ring.look()).ring.epoch);
      return epoch;
    },
    nowSeconds: () => ring.storeSeconds(),
    everySeconds: Math.max(1, Math.min(...ring.policy.series.map((each) => each.publicationDelaySeconds))),
    clock,
    onChange: (failure) =>
      failure === undefined
        ? log('info', 'preflight.sees_key_set', { jwksUrl })
        : log('warn', 'preflight.sees_nothing', { jwksUrl, error: describeError(failure) }),
  });
  return {
    ...watch,
    close() {
      watch.close();
      http.close();
    },
  };
}

async function lookAt(http: HttpClient, jwksUrl: string): Promise<number | undefined> {
  const { status, body } = await http.send(jwksUrl, { method: 'GET' });
  if (status !== 200) throw new Error(`the public address of the key set answered ${status}`);
  return readEpoch(JSON.parse(body) ?? {});
}

/** An epoch that the ring has not reached says nothing of its keys, however high it is. */
function requireOwn(epoch: number | undefined, newest: number): void {
  if (epoch !== undefined && epoch > newest)
    throw new Error(
      `the key set at the public address has epoch ${epoch}, and the ring ${newest}: it is of another ring, or the ring is an old one`,
    );
}
