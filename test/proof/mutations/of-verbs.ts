import type { Mutant } from './mutant.js';

/** What operators may ask, and what becomes of it. */
export const mutantsOfVerbs: readonly Mutant[] = [
  {
    name: 'windows move to the last second',
    rule: 'I7',
    seams: { 'provider/ring/windows#leavesWithinLag': () => false },
  },
  {
    name: 'rotate whenever asked',
    rule: 'I8',
    seams: {
      'provider/ring/check-guards#guardLead': (real, standby, policy, now, rule) =>
        rule === 'I8' ? undefined : real(standby, policy, now, rule),
    },
  },
  {
    name: 'rollback to the last second',
    rule: 'I9',
    seams: { 'provider/ring/check-guards#guardStillPublished': () => undefined },
  },
  {
    name: 'rollback always waits',
    rule: 'I9',
    seams: {
      'provider/ring/check-guards#guardStillPublished': (_, __, key, series) => ({
        rule: 'I9',
        series,
        kid: key.kid,
        terms: {},
        waitSeconds: null,
        message: 'never',
        cure: 'none',
      }),
    },
  },
  {
    name: 'an abandoned key leaves at once',
    rule: 'I9',
    seams: {
      'provider/ring/key-changes#demoteKey': (real, ring, kid) => real(ring, kid, 0),
    },
  },
  {
    name: 'a revocation leaves the replacement to the next tick',
    rule: 'E4',
    seams: {
      'provider/ring/decide-revocation#decideRevocation': (real, ...args) => {
        const decision = real(...args);
        if (!decision.granted) return decision;
        return { ...decision, steps: decision.steps.filter((step) => step.do === 'revoke') };
      },
    },
  },
  {
    name: 'a revoked key only retires',
    rule: 'E4',
    seams: {
      'provider/ring/key-changes#endKey': (real, ring, kid, end) => {
        const ended = real(ring, kid, end);
        const key = ring.series.flatMap(({ keys }) => keys).find((each) => each.kid === kid);
        if (end.state !== 'revoked' || key?.state !== 'active') return ended;
        const retired = { ...key, state: 'retiring', demotedAtSeconds: end.atSeconds } as const;
        const series = ring.series.map((each) => ({
          ...each,
          keys: each.keys.map((own) => (own.kid === kid ? retired : own)),
        }));
        return { ...ring, series, former: ended.former };
      },
    },
  },
  {
    name: 'no self-check before activation',
    rule: 'O2',
    seams: { 'provider/ring/check-guards#guardSelfCheck': () => undefined },
  },
];
