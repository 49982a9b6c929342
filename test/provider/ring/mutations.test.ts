import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import type { RunOptions } from '../../support/random-deeds.js';
import { randomRuns, replay } from '../../support/random-deeds.js';
import type { RingProperty } from '../../support/ring-properties.js';
import { ringProperties } from '../../support/ring-properties.js';
import { headersEndBeforeUnknownSigner } from '../../support/served-properties.js';

const active = vi.hoisted(() => ({ mutation: '' }));
const mutated = <Value>(name: string, then: Value, otherwise: Value): Value =>
  active.mutation === name ? then : otherwise;

vi.mock('@keyturn/shared/rotation-bounds', async (original) => {
  const real = await original<typeof import('@keyturn/shared/rotation-bounds')>();
  type Terms = Parameters<typeof real.minRetentionSeconds>[0];
  return {
    ...real,
    minPublishLeadSeconds: (t: Terms) => real.minPublishLeadSeconds(t) - mutated('I1 less a second', 1, 0),
    minPublishLeadRefetchingSeconds: (t: Terms) =>
      real.minPublishLeadRefetchingSeconds(t) - mutated('I2 less a second', 1, 0),
    minRetentionSeconds: (t: Terms) => real.minRetentionSeconds(t) - mutated('I3 less a second', 1, 0),
  };
});

vi.mock('@keyturn/shared/public-jwk', async (original) => {
  const real = await original<typeof import('@keyturn/shared/public-jwk')>();
  return {
    ...real,
    toPublicJwk: (jwk: Record<string, unknown>) =>
      mutated('every member is served', jwk, { ...real.toPublicJwk(jwk) }),
  };
});

vi.mock('../../../provider/ring/check-guards.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/check-guards.js')>();
  return {
    ...real,
    guardLead: mutable('no lead guard', real.guardLead),
    guardRetention: mutable('no retention guard', real.guardRetention),
    guardPolicy: mutable('no policy guard', real.guardPolicy),
    guardSelfCheck: mutable('no self-check guard', real.guardSelfCheck),
    guardStillPublished: (...args: Parameters<typeof real.guardStillPublished>) =>
      mutated(
        'rollback always waits',
        real.plainGuard('I9', '*', null, 'never'),
        mutated('rollback to the last second', undefined, real.guardStillPublished(...args)),
      ),
  };
});

vi.mock('../../../provider/ring/cold-standby.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/cold-standby.js')>();
  return {
    ...real,
    chooseColdKey: (...[series, unsealed, now]: Parameters<typeof real.chooseColdKey>) => {
      const newest = series.keys.findLast(({ state }) => state === 'cold');
      return mutated('no cold lead', newest, undefined) ?? real.chooseColdKey(series, unsealed, now);
    },
  };
});

vi.mock('../../../provider/ring/windows.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/windows.js')>();
  return {
    ...real,
    widenTerms: (...[key, next]: Parameters<typeof real.widenTerms>) =>
      mutated("windows by today's terms", next, real.widenTerms(key, next)),
    termsAtPublication: (...[policy, former, now]: Parameters<typeof real.termsAtPublication>) =>
      real.termsAtPublication(policy, mutated('former terms forgotten', [], former), now),
    leavesWithinLag: (...args: Parameters<typeof real.leavesWithinLag>) =>
      mutated('windows move to the last second', false, real.leavesWithinLag(...args)),
  };
});

vi.mock('../../../provider/ring/pinned-parties.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/pinned-parties.js')>();
  return { ...real, guardPinned: mutable('no pinned guard', real.guardPinned) };
});

vi.mock('../../../provider/ring/settle.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/settle.js')>();
  return {
    ...real,
    settle: (...[ring, now]: Parameters<typeof real.settle>) =>
      mutated('removal waits for a commit', ring, real.settle(ring, now)),
  };
});

vi.mock('../../../provider/ring/steps.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/steps.js')>();
  return {
    ...real,
    applySteps: (...[ring, steps, now]: Parameters<typeof real.applySteps>) => {
      const after = real.applySteps(ring, steps, now);
      const counted = steps.filter((step) => step.do !== 'remove').length;
      return mutated('removals count for nothing', { ...after, epoch: ring.epoch + counted }, after);
    },
  };
});

vi.mock('../../../provider/ring/key-changes.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/key-changes.js')>();
  return {
    ...real,
    endKey: (...[ring, kid, end]: Parameters<typeof real.endKey>) => {
      const ended = real.endKey(ring, kid, end);
      const signs = ring.series.some(({ keys }) =>
        keys.some((key) => key.kid === kid && key.state === 'active'),
      );
      return active.mutation === 'revocation is retirement' && end.state === 'revoked' && signs
        ? { ...real.demoteKey(ring, kid, end.atSeconds), former: ended.former }
        : ended;
    },
  };
});

vi.mock('../../../provider/ring/published-keys.js', async (original) => {
  const real = await original<typeof import('../../../provider/ring/published-keys.js')>();
  return {
    ...real,
    publishedKeySet: (...args: Parameters<typeof real.publishedKeySet>) => {
      const set = real.publishedKeySet(...args);
      return mutated('the first key is left out', { ...set, keys: set.keys.slice(1) }, set);
    },
    cachePromise: (...[ring, policy, now]: Parameters<typeof real.cachePromise>) => {
      const constant = Math.min(...policy.series.map(({ jwksMaxAgeSeconds }) => jwksMaxAgeSeconds));
      const promise = real.cachePromise(ring, policy, now);
      return mutated('max-age is constant under I2', { ...promise, maxAgeSeconds: constant }, promise);
    },
  };
});

/** The guard, or under its mutation nothing. */
function mutable<Args extends unknown[], Guard>(name: string, guard: (...args: Args) => Guard) {
  return (...args: Args): Guard | undefined => mutated(name, undefined, guard(...args));
}

type Row = readonly [mutation: string, property: RingProperty, run: RunOptions];
const { validImpliesAccepted, noKidReuse, ...others } = ringProperties;
const fixed = { kind: 'fixed policy' } as const;
const changing = { kind: 'changing policy' } as const;

const rows: readonly Row[] = [
  ['I1 less a second', validImpliesAccepted, { ...fixed, parties: 'expiry-only', short: 'lead' }],
  ['I1 less a second', validImpliesAccepted, { ...fixed, parties: 'expiry-only', short: 'lead', cold: true }],
  ['no cold lead', validImpliesAccepted, { ...fixed, parties: 'expiry-only', cold: true }],
  ['I2 less a second', validImpliesAccepted, { ...fixed, parties: 'refetching', short: 'lead' }],
  ['I3 less a second', validImpliesAccepted, { ...fixed, short: 'retention' }],
  ['no lead guard', validImpliesAccepted, fixed],
  ['no retention guard', validImpliesAccepted, fixed],
  ['no policy guard', validImpliesAccepted, changing],
  ['no self-check guard', others.brokenKeyNeverSigns, fixed],
  ['no pinned guard', others.pinnedPartiesHaveSigner, { ...fixed, pinned: true }],
  ['rollback to the last second', validImpliesAccepted, fixed],
  ['rollback always waits', others.rollbackZeroWait, fixed],
  ["windows by today's terms", validImpliesAccepted, changing],
  ['former terms forgotten', validImpliesAccepted, changing],
  ['windows move to the last second', noKidReuse, changing],
  ['removal waits for a commit', others.removalNotLate, fixed],
  ['removals count for nothing', others.epochMonotone, fixed],
  ['revocation is retirement', others.revokedImpliesRejectedAfterTail, fixed],
  ['every member is served', others.noPrivateMembers, fixed],
  ['the first key is left out', others.jwksCoversEverySignature, fixed],
  ['max-age is constant under I2', headersEndBeforeUnknownSigner, { ...fixed, parties: 'refetching' }],
];

beforeEach(() => {
  active.mutation = '';
});

/** A property that finds nothing wrong with broken code proves nothing about sound code. */
test.each(rows)('finds a counterexample to: %s', (mutation, property, options) => {
  active.mutation = mutation;
  const runs = fc.property(randomRuns(options), (run) => property(replay(run)) === null);
  const details = fc.check(runs, { seed: 20_240_607, numRuns: 4000, endOnFailure: true });
  expect(details.failed, `${mutation} goes unseen in ${details.numRuns} runs`).toBe(true);
  expect(String(details.errorInstance), 'found by an exception, not by the property').toContain(
    'returning false',
  );
  active.mutation = '';
  const [run] = details.counterexample ?? [];
  expect(run !== undefined && options.short === undefined ? property(replay(run)) : null).toBeNull();
});
