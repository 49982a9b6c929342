import type { Clock } from '@keyturn/shared/clock';
import { epochMember } from '@keyturn/shared/epoch';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { HttpClient } from './drills/http-client.js';
import { issuerPaths } from './http/issuer-paths.js';
import { describeError } from './log.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import { type PublicWatch, startPublicWatch } from './rotator/public-watch.js';
import type { LogEvent } from './rotator/ring-context.js';

/** More than any key set. */
const MAX_ANSWER_BYTES = 512 * 1024;

/** O1: looks at the issuer's key set where relying parties fetch it, every P. */
export function openPreflight(
  { issuer, preflight }: Pick<IssuerConfiguration, 'issuer' | 'preflight'>,
  ring: Pick<IssuerRing, 'storeSeconds' | 'policy'>,
  { clock, log }: { readonly clock: Clock; readonly log: LogEvent },
): PublicWatch {
  const { jwksUrl = issuerPaths(issuer).jwksUri } = preflight;
  const http = new HttpClient({ clock, maxAnswerBytes: MAX_ANSWER_BYTES });
  const watch = startPublicWatch({
    look: () => lookAt(http, jwksUrl),
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
  const epoch = (JSON.parse(body) as Readonly<Record<string, unknown>>)[epochMember];
  return typeof epoch === 'number' ? epoch : undefined;
}
