import { profiles } from '@keyturn/shared/profiles';
import { describe, expect, test } from 'vitest';
import { BURST_REFETCHES, fullBudget, spendRefetch } from '../../../relying-party/keys/kid-budget.js';
import { nextWakeSeconds, planRefresh, type RefreshCause } from '../../../relying-party/keys/plan-refresh.js';
import {
  emptyRefreshState,
  type Flight,
  nameState,
  type RefreshState,
} from '../../../relying-party/keys/refresh-state.js';

const durations = profiles.default.verifier;
const never = Number.NEGATIVE_INFINITY;

/** Fetched at 1000: fresh until 1300, usable until 2200. */
const held = {
  epoch: 7,
  members: ['a'],
  kids: ['a'],
  generatedAtSeconds: 1000,
  refreshAtSeconds: 1200,
  freshUntilSeconds: 1300,
  usableUntilSeconds: 2200,
};
const state = (changes: Partial<RefreshState> = {}): RefreshState => ({ ...emptyRefreshState, ...changes });
const flying = (changes: Partial<Flight> = {}): Flight => ({
  startedAtSeconds: 1250,
  noCache: false,
  waitable: true,
  again: false,
  ...changes,
});
const failing = { failures: 3, pausedUntilSeconds: 1500 };
const drained = { paidUntilSeconds: 1e9 };
const doubt = { epoch: 6, members: ['a'], sinceSeconds: 1100 };
const secondLook = { epoch: 8, atSeconds: 1110 };
/** Nothing is left of it before 1120. */
const spent = { paidUntilSeconds: 1160 };

const wanted: RefreshCause = { kind: 'wanted' };
const missing: RefreshCause = { kind: 'missing', kid: 'z', refusedUntilSeconds: never };
const mismatch: RefreshCause = { kind: 'mismatch', refusedUntilSeconds: never };
const due: RefreshCause = { kind: 'due', idleSeconds: 0 };
const hint = (epoch: number): RefreshCause => ({ kind: 'hint', epoch });

type Row = readonly [what: string, Partial<RefreshState>, at: number, answer: string];

/** The answer, and whether a fetch starts: `+` an ordinary one, `!` one past all caches. */
function ask(given: Partial<RefreshState>, at: number, cause: RefreshCause): string {
  const plan = planRefresh(state(given), at, cause, durations);
  if (!plan.fetch) expect(plan.state).toEqual(state(given));
  const mark = plan.state.flight?.noCache === true ? '!' : '+';
  return plan.answer + (plan.fetch ? mark : '');
}

describe('a request needs the set', () => {
  test.each<Row>([
    ['nothing yet', {}, 1000, 'wait+'],
    ['nothing yet, first fetch under way', { flight: flying() }, 1254.9, 'wait'],
    ['nothing, and the provider failed', { ...failing }, 1499, 'unavailable'],
    ['nothing, and the pause is over', { ...failing }, 1500, 'wait+'],
    [
      'nothing, another try under way',
      { ...failing, flight: flying({ startedAtSeconds: 1500, waitable: false }) },
      1501,
      'unavailable',
    ],
    ['the last fresh moment', { held }, 1299.9, 'serve'],
    ['fresh, refresh under way', { held, flight: flying() }, 1289.9, 'serve'],
    ['fresh, provider failing', { held, ...failing }, 1299.9, 'serve'],
    ['no longer fresh, nobody refreshed', { held }, 1300, 'wait+'],
    [
      'no longer fresh, refresh began in time',
      { held, flight: flying({ startedAtSeconds: 1299 }) },
      1300,
      'serve',
    ],
    [
      'no longer fresh, refresh began late',
      { held, flight: flying({ startedAtSeconds: 1300 }) },
      1301,
      'wait',
    ],
    ['no longer fresh, provider failing', { held, ...failing }, 1300, 'serve'],
    [
      'no longer fresh, another try under way',
      { held, ...failing, flight: flying({ startedAtSeconds: 1390 }) },
      1400,
      'serve',
    ],
    ['no longer fresh, pause over, no timer ran', { held, ...failing }, 1501, 'serve+'],
    ['no longer fresh, a lower epoch is in doubt', { held, doubt }, 1301, 'serve'],
    ['the last usable moment', { held, failures: 9, pausedUntilSeconds: 2300 }, 2199.9, 'serve'],
    [
      'no longer usable, provider failing',
      { held, failures: 9, pausedUntilSeconds: 2300 },
      2200,
      'unavailable',
    ],
    [
      'no longer usable, refresh began just now',
      { held, flight: flying({ startedAtSeconds: 2195.1 }) },
      2200,
      'wait',
    ],
    [
      'no longer usable, refresh hangs',
      { held, flight: flying({ startedAtSeconds: 2195 }) },
      2200,
      'unavailable',
    ],
    ['nothing yet, first fetch hangs', { flight: flying() }, 1255, 'unavailable'],
    ['nothing yet, first fetch still hangs', { flight: flying() }, 1289.9, 'unavailable'],
    ['nothing yet, a flight that was lost', { flight: flying() }, 1290, 'wait+'],
    ['no longer usable, in doubt', { held, doubt }, 2200, 'wait+'],
  ])('%s', (_what, given, at, answer) => {
    expect(ask(given, at, wanted)).toBe(answer);
  });
});

describe('the set has no such key', () => {
  test.each<Row>([
    ['budget left', { held }, 1100, 'wait!'],
    ['a fetch is under way', { held, flight: flying() }, 1254.9, 'wait'],
    ['a fetch hangs', { held, flight: flying() }, 1255, 'unavailable'],
    ['a fetch still hangs', { held, flight: flying() }, 1289.9, 'unavailable'],
    ['a flight that was lost', { held, flight: flying() }, 1290, 'wait!'],
    ['the kid is withdrawn', { held, withdrawnKids: ['y', 'z'] }, 1100, 'refuse'],
    [
      'the kid is withdrawn, and the provider failing',
      { held, ...failing, withdrawnKids: ['z'] },
      1100,
      'refuse',
    ],
    ['another kid is withdrawn', { held, withdrawnKids: ['y'] }, 1100, 'wait!'],
    ['the provider is failing', { held, ...failing }, 1100, 'unavailable'],
    [
      'another try is under way',
      { held, ...failing, flight: flying({ startedAtSeconds: 1590, waitable: false }) },
      1600,
      'unavailable',
    ],
    ['the pause is over', { held, ...failing }, 1500, 'wait!'],
    ['no budget left', { held, budget: drained }, 1100, 'refuse'],
    ['no budget left, but a fetch under way', { held, budget: drained, flight: flying() }, 1254, 'wait'],
  ])('%s', (_what, given, at, answer) => {
    expect(ask(given, at, missing)).toBe(answer);
  });

  test('a kid that was missing is refused until its instant and not at it', () => {
    const cause: RefreshCause = { kind: 'missing', kid: 'z', refusedUntilSeconds: 1110 };
    expect(ask({ held }, 1109.9, cause)).toBe('refuse');
    expect(ask({ held }, 1110, cause)).toBe('wait!');
  });
});

describe('a signature failed under a key of the set', () => {
  test.each<Row>([
    ['budget left', { held }, 1100, 'wait!'],
    ['a fetch is under way', { held, flight: flying() }, 1254.9, 'wait'],
    ['a fetch hangs: the no of the key stands', { held, flight: flying() }, 1255, 'refuse'],
    ['the provider is failing: the no of the key stands', { held, ...failing }, 1100, 'refuse'],
    ['no budget left', { held, budget: drained }, 1100, 'refuse'],
  ])('%s', (_what, given, at, answer) => {
    expect(ask(given, at, mismatch)).toBe(answer);
  });

  test('once for each kid in a cooldown', () => {
    expect(ask({ held }, 1109.9, { kind: 'mismatch', refusedUntilSeconds: 1110 })).toBe('refuse');
  });
});

describe('a verified token carried an epoch', () => {
  test.each<readonly [...Row, epoch: number]>([
    ['higher', { held }, 1100, 'serve!', 8],
    ['the same', { held }, 1100, 'serve', 7],
    ['lower', { held }, 1100, 'serve', 6],
    ['higher, and had its refetch', { held, spentEpochs: [9, 8] }, 1100, 'serve', 8],
    ['higher than one that had its refetch', { held, spentEpochs: [8] }, 1100, 'serve!', 9],
    ['a fetch is under way', { held, flight: flying() }, 1260, 'serve', 8],
    ['the provider is failing', { held, ...failing }, 1100, 'serve', 8],
    ['no budget left', { held, budget: drained }, 1100, 'serve', 8],
    ['the issuer shows no epoch', { held: { ...held, epoch: undefined } }, 1100, 'serve', 8],
    ['no set yet', {}, 1100, 'serve', 8],
  ])('%s', (_what, given, at, answer, epoch) => {
    expect(ask(given, at, hint(epoch))).toBe(answer);
  });

  test('a hint is spent by its refetch, whatever that brings', () => {
    const { state: after } = planRefresh(state({ held }), 1100, hint(8), durations);
    expect(ask({ ...after, flight: undefined }, 1200, hint(8))).toBe('serve');
  });

  test('made-up epochs cost what unknown kids cost', () => {
    let given = state({ held });
    let fetches = 0;
    for (let epoch = 8; epoch < 1008; epoch++) {
      const plan = planRefresh(given, 1100, hint(epoch), durations);
      if (plan.fetch) fetches++;
      given = { ...plan.state, flight: undefined };
    }
    expect(fetches).toBe(BURST_REFETCHES);
    expect(given.spentEpochs.length).toBeLessThanOrEqual(8);
  });
});

describe('the timer', () => {
  test.each<Row>([
    ['before its time', { held }, 1199, 'serve'],
    ['ahead of the end of freshness', { held }, 1200, 'serve+'],
    ['a fetch is under way', { held, flight: flying() }, 1260, 'serve'],
    ['the provider is pausing us', { held, ...failing }, 1499, 'serve'],
    ['another try', { held, ...failing }, 1500, 'serve+'],
    ['a lower epoch, too early to ask again', { held, doubt }, 1109, 'serve'],
    ['a lower epoch, asked again past all caches', { held, doubt }, 1110, 'serve!'],
    ['nothing to wait for', {}, 1000, 'serve'],
    ['a second look, too early', { held, secondLook }, 1109, 'serve'],
    ['a second look, past all caches', { held, secondLook }, 1110, 'serve!'],
    ['a second look that the budget does not pay', { held, secondLook, budget: spent }, 1119, 'serve'],
    ['a second look as soon as the budget pays', { held, secondLook, budget: spent }, 1120, 'serve!'],
    ['a refresh of our own waits for no second look', { held, secondLook, budget: drained }, 1200, 'serve+'],
  ])('%s', (_what, given, at, answer) => {
    expect(ask(given, at, due)).toBe(answer);
  });

  test('an issuer that nobody asked for in an hour is let sleep', () => {
    expect(ask({ held }, 1200, { kind: 'due', idleSeconds: 3600 })).toBe('serve+');
    expect(ask({ held }, 1200, { kind: 'due', idleSeconds: 3601 })).toBe('serve');
  });

  test('no request may wait for another try at a provider that fails', () => {
    const waitable = (given: Partial<RefreshState>, at: number) =>
      planRefresh(state(given), at, due, durations).state.flight?.waitable;
    expect(waitable({ held }, 1200)).toBe(true);
    expect(waitable({ held, ...failing }, 1500)).toBe(false);
  });

  test.each<readonly [string, Partial<RefreshState>, number | undefined]>([
    ['empty', {}, undefined],
    ['held', { held }, 1200],
    ['in doubt', { held, doubt }, 1110],
    ['failing', { held, doubt, ...failing }, 1500],
    ['under way', { held, ...failing, flight: flying() }, undefined],
    ['a second look before the refresh', { held, secondLook }, 1110],
    ['a second look, failing', { held, secondLook, ...failing }, 1500],
    ['a second look, when the budget pays', { held, secondLook, budget: spent }, 1120],
  ])('wakes: %s', (_what, given, at) => {
    expect(nextWakeSeconds(state(given), durations)).toBe(at);
  });
});

test('a refresh of our own leaves the budget whole, and finds it smaller during a flood', () => {
  const quiet = planRefresh(state({ held }), 1200, due, durations).state.budget;
  expect(quiet).toEqual(fullBudget);
  const flooded = spendRefetch(fullBudget, 1195, durations.unknownKidCooldownSeconds);
  const after = planRefresh(state({ held, budget: flooded }), 1200, due, durations).state.budget;
  expect(after.paidUntilSeconds).toBe(flooded.paidUntilSeconds + durations.unknownKidCooldownSeconds);
});

test.each<readonly [string, Partial<RefreshState>, number]>([
  ['empty', {}, 1000],
  ['empty', { flight: flying() }, 1000],
  ['unavailable', failing, 1000],
  ['fresh', { held }, 1299],
  ['fresh', { held, ...failing }, 1299],
  ['refreshing', { held, flight: flying() }, 1299],
  ['refreshing', { held, flight: flying() }, 1301],
  ['stale', { held, ...failing }, 1300],
  ['unavailable', { held, ...failing }, 2200],
])('the state is called %s (%#)', (name, given, at) => {
  expect(nameState(state(given), at)).toBe(name);
});
