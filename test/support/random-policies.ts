import fc from 'fast-check';
import type { PartyClass, RotationPolicy } from '../../provider/ring/policy.js';
import { resolvePolicy } from '../../provider/ring/policy.js';

/** Mostly nothing: a policy with slack hides a bound that is too small. */
const slackSeconds = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(12));
const upTo = (most: number) => fc.nat(most);

const raw = fc.record({
  P: fc.integer({ min: 1, max: 6 }),
  Z: upTo(5),
  M: upTo(6),
  E: upTo(6),
  extraS: upTo(6),
  C: upTo(8),
  T: fc.integer({ min: 1, max: 20 }),
  lambda: upTo(4),
  D: upTo(4),
  g: fc.integer({ min: 1, max: 3 }),
  extraL: upTo(6),
  extraLead: slackSeconds,
  extraRetention: slackSeconds,
  extraInterval: fc.oneof(slackSeconds, fc.nat(40)),
});

/** What a mutated run lacks by one second, bound or no bound. */
export type Shortage = 'lead' | 'retention' | 'nothing';

/** The bounds in the test's own arithmetic, so that a mutated bound cannot hide in the policies. */
function series(
  {
    P,
    Z,
    M,
    E,
    extraS,
    C,
    T,
    lambda,
    D,
    g,
    extraL,
    ...extra
  }: typeof raw extends fc.Arbitrary<infer Value> ? Value : never,
  parties: PartyClass,
  short: Shortage,
) {
  const S = M + E + extraS;
  const L = g + extraL;
  const lead =
    P +
    Z +
    (parties === 'refetching' ? Math.min(C, S) : S) +
    D +
    extra.extraLead -
    (short === 'lead' ? 1 : 0);
  return {
    publicationDelaySeconds: P,
    serveStaleJwksSeconds: Z,
    jwksMaxAgeSeconds: M,
    staleSeconds: E,
    cachedAtMostSeconds: S,
    refetchCooldownSeconds: C,
    maxTokenLifetimeSeconds: T,
    leewaySeconds: lambda,
    maxClockOffsetSeconds: D,
    signerLeaseSeconds: L,
    tickSeconds: g,
    publishLeadSeconds: Math.max(0, lead),
    retentionSeconds: T + lambda + D + L + extra.extraRetention - (short === 'retention' ? 1 : 0),
    rotationIntervalSeconds: Math.max(0, lead) + extra.extraInterval,
  };
}

/** Possible policies of one or two series, small durations, at the bounds more often than not. */
export function randomPolicies(
  parties: PartyClass,
  short: Shortage = 'nothing',
): fc.Arbitrary<RotationPolicy> {
  return fc.tuple(raw, fc.option(raw)).map(([first, second]) =>
    resolvePolicy({
      parties,
      series: [
        { alg: 'RS256' as const, ...series(first, parties, short) },
        ...(second === null ? [] : [{ alg: 'ES256' as const, ...series(second, parties, short) }]),
      ],
    }),
  );
}
