import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardClock, stepBetween } from '../../../provider/ring/clock-step.js';
import type { ClockStep, Observations } from '../../../provider/ring/observations.js';
import { plan } from '../../../provider/ring/plan.js';
import { decideRequest, type RingRequest } from '../../../provider/ring/ring-request.js';
import { applySteps } from '../../../provider/ring/steps.js';
import { counterKey } from '../../support/counter-keys.js';
import { rotatedWorld } from '../../support/ring-cases.js';

const reading = (nowSeconds: number, startedAtMilliseconds: number, readAtMilliseconds: number) => ({
  nowSeconds,
  startedAtMilliseconds,
  readAtMilliseconds,
});
const before = reading(1000, 0, 0);

test.each([
  [1060, 0],
  [1070, 0],
  [1070.5, 60.5],
  [1050, 0],
  [950, 0],
  [949.9, -60.1],
  [940, -70],
])('after ten seconds the clock says %f: a step of %f s, where 60 are allowed', (nowSeconds, stepSeconds) => {
  expect(stepBetween(before, reading(nowSeconds, 10_000, 10_000), 60)).toBeCloseTo(stepSeconds);
});

/** The store answers at some moment between the asking and the hearing. */
const reads = fc.record({
  askMilliseconds: fc.nat(100_000),
  thereMilliseconds: fc.nat(5000),
  backMilliseconds: fc.nat(5000),
});
const readAt = (
  {
    askMilliseconds: ask,
    thereMilliseconds: there,
    backMilliseconds: back,
  }: typeof reads extends fc.Arbitrary<infer V> ? V : never,
  stepSeconds: number,
  allowed: number,
) =>
  stepBetween(
    reading(1000, -3000, 2000),
    reading(1000 + (ask + there) / 1000 + stepSeconds, ask, ask + there + back),
    allowed,
  );

test('no delay of the store is taken for a step, and every step beyond what delays explain is seen', () => {
  const allowed = fc.nat(60);
  fc.assert(fc.property(reads, allowed, (read, D) => readAt(read, 0, D) === 0));
  fc.assert(fc.property(reads, allowed, (read, D) => Math.abs(readAt(read, D, D)) === 0));
  const seen = (read: Parameters<typeof readAt>[0], D: number, sign: number) =>
    Math.sign(readAt(read, sign * (D + 16), D)) === sign;
  fc.assert(fc.property(reads, allowed, fc.constantFrom(1, -1), seen));
  const blind = fc.check(
    fc.property(reads, allowed, (read, D) => seen(read, D - 16, 1)),
    { numRuns: 1000 },
  );
  expect(blind.failed).toBe(true);
});

const world = rotatedWorld();
const [series] = world.policy.series;
if (series === undefined) throw new Error('a policy has a series');
world.perform({ do: 'wait', seconds: 1700 });
const clockStep: ClockStep = { stepSeconds: 90, allowedSeconds: 60, sinceEpoch: world.ring.epoch };
const contextWith = (observed: Partial<Observations>) => ({
  ...world.context(),
  nowSeconds: world.nowSeconds + 100,
  observations: { ...world.context().observations, ...observed },
});

const stopped: readonly RingRequest[] = [
  { verb: 'prepare', series },
  { verb: 'rotate', series },
  { verb: 'rotate', series, force: { reason: 'a test' } },
  { verb: 'roll-back', series, kid: 'key-1' },
  { verb: 'retire', kid: 'key-3' },
  { verb: 'import', series, key: counterKey('new', series.alg), formerKeys: [] },
];

test.each(stopped)('O3 refuses $verb until it is confirmed', (request) => {
  const rule = (observed: Partial<Observations>, ring = world.ring) => {
    const decision = decideRequest(request, ring, contextWith(observed));
    return decision.granted ? null : decision.guard.rule;
  };
  expect(rule({ clockStep })).toBe('O3');
  expect(rule({})).not.toBe('O3');
  const confirmed = applySteps(world.ring, [{ do: 'confirm-clock', reason: 'right' }], world.nowSeconds);
  expect(rule({ clockStep }, confirmed)).not.toBe('O3');
  // A step that was seen after the confirmation is another one.
  expect(rule({ clockStep: { ...clockStep, sinceEpoch: confirmed.epoch } }, confirmed)).toBe('O3');
});

test.each<RingRequest>([
  { verb: 'revoke', kid: 'key-2', replaceWith: 'standby', reason: 'stolen' },
  { verb: 'confirm-clock', reason: 'right' },
])('$verb does not wait for it', (request) => {
  expect(decideRequest(request, world.ring, contextWith({ clockStep })).granted).toBe(true);
});

test('the schedule does nothing, not even a removal that is due', () => {
  const late = { ...contextWith({ clockStep }), nowSeconds: world.nowSeconds + 10_000 };
  expect(plan(world.ring, late)).toMatchObject({ steps: [], waits: [{ rule: 'O3' }] });
  const { steps } = plan(world.ring, { ...late, observations: world.context().observations });
  expect(steps).toMatchObject([{ do: 'remove' }]);
});

test('the refusal says which way, by how much, and what to do', () => {
  expect(guardClock(world.ring, { ...clockStep, stepSeconds: -90.4 })).toMatchObject({
    terms: { stepSeconds: -90, D: 60 },
    waitSeconds: null,
    message: 'the clock was set back by 90 s, more than the 60 s that clocks may differ',
    cure: expect.stringContaining('keyturn keys confirm-clock'),
  });
});
