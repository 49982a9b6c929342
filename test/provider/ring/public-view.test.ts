import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRotation } from '../../../provider/ring/decide-rotation.js';
import type { RingKey } from '../../../provider/ring/key-ring.js';
import type { PublicView } from '../../../provider/ring/observations.js';
import { plan } from '../../../provider/ring/plan.js';
import type { SeriesPolicy } from '../../../provider/ring/policy.js';
import { findWrongDelay, guardPublicView, noteEpoch, unseen } from '../../../provider/ring/public-view.js';
import { randomPolicies } from '../../support/random-policies.js';
import { freshWorld, keyOf, refusalOf, stepsOf } from '../../support/ring-cases.js';
import { RotationWorld } from '../../support/rotation-world.js';

function seriesOf(world: RotationWorld): SeriesPolicy {
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  return series;
}

const looks = (...seen: readonly (readonly [epoch: number, atSeconds: number])[]): PublicView =>
  seen.reduce((view, [epoch, atSeconds]) => noteEpoch(view, epoch, atSeconds), unseen);

/** A lead after its first second: the standby may sign, if it was seen. */
const world = freshWorld();
const born = keyOf(world.ring, 'key-2').bornAtEpoch;
const published = world.nowSeconds;
world.perform({ do: 'wait', seconds: 1800 });
const ask = (publicView: PublicView | undefined, force?: { reason: string }, seconds = 0) => {
  const context = world.context();
  const { selfChecked } = context.observations;
  const nowSeconds = context.nowSeconds + seconds;
  const told = { ...context, nowSeconds, observations: { selfChecked, publicView } };
  return decideRotation(world.ring, seriesOf(world), told, force);
};

describe('O1: a rotation', () => {
  test('is done where nobody looks, and where the key was seen within what I1 allows', () => {
    expect(stepsOf(ask(undefined))).toContain('activate');
    expect(stepsOf(ask(looks([born, published + 300])))).toContain('activate');
    expect(stepsOf(ask(looks([born - 1, published + 300], [born, published + 310])))).toContain('activate');
  });

  test('waits where the key was never seen, and no waiting helps', () => {
    for (const view of [unseen, looks([born - 1, published + 1790])])
      expect(refusalOf(ask(view))).toMatchObject({ rule: 'O1', kid: 'key-2', waitSeconds: null });
  });

  test('waits by the second for a set that was seen without it too late', () => {
    const view = looks([born - 1, published + 301], [born, published + 311]);
    expect(refusalOf(ask(view))).toMatchObject({
      rule: 'O1',
      waitSeconds: 1,
      terms: { leadSeconds: 1800, withoutKeySecondsAgo: 1499 },
    });
    expect(stepsOf(ask(view, undefined, 1))).toContain('activate');
  });

  test('counts what was before the first look as without', () => {
    expect(refusalOf(ask(looks([born, published + 1700])))).toMatchObject({ rule: 'O1', waitSeconds: 1400 });
  });

  test('begins anew when an old set is seen again: one edge of several lags', () => {
    const flapping = looks([born, published + 5], [born - 1, published + 1000], [born, published + 1010]);
    expect(refusalOf(ask(flapping))).toMatchObject({ rule: 'O1', waitSeconds: 700 });
  });

  test('is forced by name, and the journal hears which rule was overridden', () => {
    expect(ask(unseen, { reason: 'a test' })).toMatchObject({ granted: true, forced: ['O1'] });
  });
});

test('O1 holds back the schedule too, and says so', () => {
  const due = freshWorld().run([{ do: 'wait-until-due', offsetSeconds: 0 }]);
  const { selfChecked } = due.context().observations;
  const planned = (publicView?: PublicView) =>
    plan(due.ring, { ...due.context(), observations: { selfChecked, publicView } });
  expect(planned(unseen)).toMatchObject({ steps: [], waits: [{ rule: 'O1' }] });
  expect(planned(looks([born, published + 1])).steps.map((step) => step.do)).toContain('activate');
});

test('a wrong P is reported with what was measured, at the bound plus one second', () => {
  expect(findWrongDelay(world.ring, undefined)).toBeUndefined();
  expect(findWrongDelay(world.ring, looks([born - 1, published + 310]))).toBeUndefined();
  expect(findWrongDelay(world.ring, looks([born - 1, published + 311]))).toEqual({
    measuredSeconds: 311,
    allowedSeconds: 310,
  });
  expect(findWrongDelay(world.ring, looks([born, published + 999]))).toBeUndefined();
});

test('what is remembered does not grow, and is forgotten to the safe side', () => {
  const view = looks(...Array.from({ length: 500 }, (_, at) => [at, at] as const));
  expect(view.seen).toHaveLength(64);
  expect(view.seen[0]).toEqual({ epoch: 0, lastSeenAtSeconds: 436 });
});

/** A cache serves the old set until `switchedAt`, whatever P says; we look every P. When does the standby sign? */
function grantedAt(key: RingKey, series: SeriesPolicy, switchedAt: number, phase: number): number {
  let view = unseen;
  for (let now = key.publishedAtSeconds; ; now++) {
    const isLook = (now - key.publishedAtSeconds) % series.publicationDelaySeconds === phase;
    if (isLook) view = noteEpoch(view, now >= switchedAt ? key.bornAtEpoch : key.bornAtEpoch - 1, now);
    const early = now < key.publishedAtSeconds + series.publishLeadSeconds;
    if (!early && guardPublicView(key, series, view, now) === undefined) return now;
  }
}

const cached = fc.record({
  policy: randomPolicies('expiry-only'),
  lagSeconds: fc.nat(120),
  phase: fc.nat(5),
});

/** Every copy that lacks the key has ended, by every clock, when it signs. */
const sparedSeconds = ({
  policy,
  lagSeconds,
  phase,
}: typeof cached extends fc.Arbitrary<infer V> ? V : never) => {
  const run = new RotationWorld(policy);
  const series = seriesOf(run);
  const key = keyOf(run.ring, 'key-2');
  const switchedAt = key.publishedAtSeconds + lagSeconds;
  const at = grantedAt(key, series, switchedAt, phase % series.publicationDelaySeconds);
  return at - (switchedAt + series.cachedAtMostSeconds + series.maxClockOffsetSeconds);
};

test('whatever a cache does to P, no key signs while a copy without it is in use; a second less would break it', () => {
  fc.assert(
    fc.property(cached, (run) => sparedSeconds(run) >= 0),
    { numRuns: 200 },
  );
  const lessASecond = fc.check(
    fc.property(cached, (run) => sparedSeconds(run) - 1 >= 0),
    { numRuns: 2000, seed: 7 },
  );
  expect(lessASecond.failed).toBe(true);
});
