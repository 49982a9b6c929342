import { appendToJournal } from '../../provider/ring/journal.js';
import type { GeneratedKey, KeyRing } from '../../provider/ring/key-ring.js';
import { newRing } from '../../provider/ring/new-ring.js';
import { policyOf, resolvePolicy, type SeriesPolicy } from '../../provider/ring/policy.js';
import { applySteps } from '../../provider/ring/steps.js';

export const sampleIssuer = 'https://issuer.example';
export const samplePolicy = resolvePolicy({
  profile: 'drill',
  series: [{ alg: 'ES256' }, { alg: 'RS256' }],
});
const startSeconds = 1_700_000_000;

/** A valid ring: two series, each with an active key and a standby, and one key that was revoked. No real keys. */
export function sampleRing(): KeyRing {
  const steps = samplePolicy.series.flatMap((series) => [
    { do: 'open-series', series } as const,
    publish(series, 'first'),
    { do: 'activate', series, kid: kidOf(series, 'first') } as const,
    publish(series, 'second'),
  ]);
  const es256 = samplePolicyOf('ES256');
  const ring = applySteps(newRing(sampleIssuer, samplePolicy, startSeconds), steps, startSeconds);
  const revoked = { do: 'revoke', kid: kidOf(es256, 'second'), reason: 'a drill' } as const;
  return turnRing(applySteps(ring, [revoked, publish(es256, 'third')], startSeconds + 1), 'init');
}

/** The next ring: one more epoch and one more line in the journal, by which a lost change is seen. */
export function turnRing(ring: KeyRing, actor: string): KeyRing {
  return turnWithOverflow(ring, actor).ring;
}

/** The same, and what must be archived before the ring is committed. */
export function turnWithOverflow(ring: KeyRing, actor: string) {
  const epoch = ring.epoch + 1;
  const fact = {
    atSeconds: startSeconds + epoch,
    epoch,
    actor,
    verb: 'tick',
    series: null,
    kid: null,
    reason: null,
    forced: [],
  };
  const { tail, overflow } = appendToJournal(ring.journal, [fact]);
  return { ring: { ...ring, epoch, journal: tail }, overflow };
}

export function samplePolicyOf(name: string): SeriesPolicy {
  const policy = policyOf(samplePolicy, name);
  if (policy === undefined) throw new Error(`no series ${name}`);
  return policy;
}

function publish(series: SeriesPolicy, which: string) {
  const kid = kidOf(series, which);
  return { do: 'publish', series, key: sampleKey(kid, series), wrappedPrivateKey: `wrapped-${kid}` } as const;
}

function kidOf(series: SeriesPolicy, which: string): string {
  return `${series.name}-${which}`;
}

function sampleKey(kid: string, { alg }: SeriesPolicy): GeneratedKey {
  const publicJwk =
    alg === 'RS256'
      ? { kty: 'RSA', n: 'sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri', e: 'AQAB' }
      : {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
        };
  return { kid, alg, publicJwk };
}
