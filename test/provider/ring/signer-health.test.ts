import { expect, test } from 'vitest';
import { decideRollBack } from '../../../provider/ring/decide-roll-back.js';
import { decideRotation } from '../../../provider/ring/decide-rotation.js';
import { plan } from '../../../provider/ring/plan.js';
import { afterSignature, type SignerHealth, shedSeconds } from '../../../provider/ring/signer-health.js';
import { refusalOf, rotatedWorld, stepsOf } from '../../support/ring-cases.js';

test('each failure in a row doubles the pause, up to half a minute; a signature ends it', () => {
  let health: SignerHealth | undefined;
  let now = 0;
  const pauses = Array.from({ length: 7 }, () => {
    health = afterSignature(health, 'failed', now);
    const pause = shedSeconds(health, now);
    now = health?.retryAtMilliseconds ?? now;
    expect(shedSeconds(health, now - 1)).toBe(1);
    expect(shedSeconds(health, now)).toBe(0);
    return pause;
  });
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
  expect(afterSignature(health, 'signed', now)).toBeUndefined();
});

test('many that were under way together are one failure', () => {
  const first = afterSignature(undefined, 'slow', 0);
  expect(afterSignature(first, 'slow', 999)).toBe(first);
  expect(afterSignature(first, 'slow', 1000)).toMatchObject({ failures: 2 });
});

const world = rotatedWorld();
const [series] = world.policy.series;
if (series === undefined) throw new Error('a policy has a series');
const failing = (kid: string, seconds = 0) => {
  const context = world.context();
  const observations = { ...context.observations, failingSigners: new Map([[kid, 7]]) };
  return { ...context, nowSeconds: context.nowSeconds + seconds, observations };
};

test('O5: a key whose signer fails does not become the signer, by nobody', () => {
  const lead = series.publishLeadSeconds;
  const rotation = (kid: string) => decideRotation(world.ring, series, failing(kid, lead));
  expect(refusalOf(rotation('key-3'))).toMatchObject({ rule: 'O5', kid: 'key-3', waitSeconds: 7 });
  expect(stepsOf(rotation('key-9'))).toContain('activate');
  const back = (kid: string) => decideRollBack(world.ring, series, failing(kid));
  expect(refusalOf(back('key-1'))).toMatchObject({ rule: 'O5', kid: 'key-1' });
  expect(stepsOf(back('key-9'))).toContain('activate');
  const scheduled = plan(world.ring, failing('key-3', series.rotationIntervalSeconds));
  expect(scheduled.waits).toMatchObject([{ rule: 'O5', kid: 'key-3' }]);
  expect(scheduled.steps.map((step) => step.do)).toEqual(['remove']);
});

test('O5: where the active one fails it is said, and no other key takes its place', () => {
  const { steps, waits } = plan(world.ring, failing('key-2'));
  expect(waits).toMatchObject([{ rule: 'O5', kid: 'key-2', series: 'RS256' }]);
  expect(steps).toEqual([]);
});
