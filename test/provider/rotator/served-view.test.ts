import { expect, test } from 'vitest';
import { ServedViews } from '../../../provider/rotator/served-view.js';
import { rotatedWorld } from '../../support/ring-cases.js';

const world = rotatedWorld();
const dueAt = world.nowSeconds + 1800;
/** The same ring as another read gives it. */
const copy = () => structuredClone(world.ring);

test('the same object while nothing changed, another once a key left', () => {
  const views = new ServedViews();
  const first = views.derive(world.ring, world.policy, dueAt - 100);
  expect(views.derive(world.ring, world.policy, dueAt - 0.001).keySet).toBe(first.keySet);
  const after = views.derive(world.ring, world.policy, dueAt);
  expect(after.keySet.keys.map(({ kid }) => kid)).toEqual(['key-2', 'key-3']);
  expect(views.derive(world.ring, world.policy, dueAt + 5000).keySet).toBe(after.keySet);
});

test('a key that left does not come back when the next reading of the clock lags a little', () => {
  const views = new ServedViews();
  const gone = views.derive(copy(), world.policy, dueAt);
  const again = views.derive(copy(), world.policy, dueAt - 3);
  expect(again.keySet).toEqual(gone.keySet);
  expect(views.settled(copy(), dueAt - 3).epoch).toBe(gone.ring.epoch);
});

test('a clock that was set back is believed: holding on to a time that never was would drop keys early', () => {
  const views = new ServedViews();
  views.derive(copy(), world.policy, dueAt + 86_400);
  expect(views.derive(copy(), world.policy, dueAt - 3).keySet.keys).toHaveLength(3);
});

test('Last-Modified is the last instant at which the set changed', () => {
  const views = new ServedViews();
  expect(views.derive(world.ring, world.policy, dueAt - 1).lastModifiedSeconds).toBe(world.nowSeconds);
  expect(views.derive(world.ring, world.policy, dueAt + 9).lastModifiedSeconds).toBe(dueAt);
});
