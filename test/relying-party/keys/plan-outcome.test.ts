import { profiles } from '@keyturn/shared/profiles';
import { describe, expect, test } from 'vitest';
import { backOffSeconds } from '../../../relying-party/keys/back-off.js';
import { judgeSet } from '../../../relying-party/keys/judge-set.js';
import {
  type Draws,
  type Lifetime,
  planOutcome,
  type RefreshOutcome,
} from '../../../relying-party/keys/plan-outcome.js';
import { emptyRefreshState, type RefreshState } from '../../../relying-party/keys/refresh-state.js';

const durations = profiles.default.verifier;
const middle: Draws = { jitter: 0.5, backOff: 0.5 };
const held = {
  epoch: undefined,
  members: ['a', 'b'],
  kids: ['a', 'b'],
  generatedAtSeconds: 1000,
  refreshAtSeconds: 1200,
  freshUntilSeconds: 1300,
  usableUntilSeconds: 2200,
};
const lifetime: Lifetime = {
  requestedAtSeconds: 1199,
  generatedAtSeconds: 1199,
  freshUntilSeconds: 1499,
  usableUntilSeconds: 2399,
};
const ordinary = { startedAtSeconds: 1199, noCache: false, waitable: true, again: false };
const again = { ...ordinary, noCache: true, again: true };
const state = (changes: Partial<RefreshState> = {}): RefreshState => ({
  ...emptyRefreshState,
  held,
  flight: ordinary,
  ...changes,
});
const set = (members: string[], epoch?: number): RefreshOutcome => ({
  kind: 'set',
  offered: { epoch, members, kids: members },
  lifetime,
});
const conclude = (given: RefreshState, outcome: RefreshOutcome, now = 1200, draws = middle) =>
  planOutcome(given, now, outcome, draws, durations);

describe('which set is believed', () => {
  const of = (members: string, epoch?: number) => ({ epoch, members: members.split('') });
  const rows: readonly (readonly [
    what: string,
    held: { epoch: number | undefined; members: string[] },
    offered: { epoch: number | undefined; members: string[] },
    first: string,
    second: string,
  ])[] = [
    ['the same', of('ab'), of('ba'), 'adopt', 'adopt'],
    ['a key more', of('ab'), of('abc'), 'adopt', 'adopt'],
    ['a key less: the second look is believed', of('ab'), of('a'), 'look-again', 'adopt'],
    ['all new: the second look is believed', of('ab'), of('cd'), 'look-again', 'adopt'],
    ['one in, one out', of('ab'), of('bc'), 'look-again', 'adopt'],
    ['a first epoch with a shrink', of('ab'), of('a', 1), 'look-again', 'adopt'],
    ['epoch: the same', of('ab', 7), of('ab', 7), 'adopt', 'adopt'],
    ['epoch: higher with a key less', of('ab', 7), of('a', 8), 'adopt', 'adopt'],
    ['epoch: higher and all new', of('ab', 7), of('cd', 8), 'adopt', 'adopt'],
    ['epoch: the same with a key more', of('ab', 7), of('abc', 7), 'adopt', 'adopt'],
    ['epoch: the same with a key less', of('ab', 7), of('a', 7), 'look-again', 'distrust'],
    ['epoch: the same and all new', of('ab', 7), of('cd', 7), 'look-again', 'distrust'],
    ['epoch: lower', of('ab', 7), of('ab', 6), 'confirm-later', 'confirm-later'],
    ['epoch: lower and all new', of('ab', 7), of('cd', 6), 'confirm-later', 'confirm-later'],
    ['epoch: gone', of('ab', 7), of('ab'), 'confirm-later', 'confirm-later'],
    ['epoch 0 is an epoch', of('ab', 0), of('a', 0), 'look-again', 'distrust'],
  ];
  test.each(rows)('%s', (_what, inUse, offered, first, second) => {
    const look = { doubt: undefined, now: 1200, epochConfirmSeconds: 10 };
    const facts = { ...held, ...inUse };
    expect(judgeSet(facts, offered, { ...look, again: false }).verdict).toBe(first);
    expect(judgeSet(facts, offered, { ...look, again: true }).verdict).toBe(second);
  });

  test('with nothing in use anything is believed', () => {
    const look = { again: false, doubt: undefined, now: 1200, epochConfirmSeconds: 10 };
    expect(judgeSet(undefined, of('x', 1), look)).toEqual({ verdict: 'adopt' });
  });

  test.each([
    ['too early', of('ab', 6), 1199.9, 'confirm-later'],
    ['agreed, 10 s apart', of('ab', 6), 1200, 'adopt'],
    ['another lower epoch', of('ab', 5), 1200, 'confirm-later'],
    ['other keys of that epoch', of('ac', 6), 1200, 'confirm-later'],
    ['the order does not matter', of('ba', 6), 1200, 'adopt'],
    ['back to what is in use', of('ab', 7), 1200, 'adopt'],
  ])('a lower epoch seen at 1190, now %s', (_what, offered, now, verdict) => {
    const doubt = { ...of('ab', 6), sinceSeconds: 1190 };
    const look = { again: false, doubt, now, epochConfirmSeconds: 10 };
    expect(judgeSet({ ...held, ...of('ab', 7) }, offered, look).verdict).toBe(verdict);
  });
});

describe('what follows', () => {
  test('a set is taken with its lifetime, and the failures before it are forgotten', () => {
    const { state: after } = conclude(state({ failures: 4, pausedUntilSeconds: 1300 }), set(['a', 'b', 'c']));
    expect(after).toMatchObject({ flight: undefined, failures: 0, doubt: undefined });
    expect(after.held).toMatchObject({ members: ['a', 'b', 'c'], freshUntilSeconds: 1499 });
  });

  test.each([
    [0, 1199 + 150],
    [0.5, 1199 + 202.5],
    [0.999999, 1199 + 255],
  ])('the refresh ahead is drawn from the second half of the fresh time: %d', (jitter, at) => {
    const { state: after } = conclude(state(), set(['a', 'b']), 1200, { ...middle, jitter });
    expect(after.held?.refreshAtSeconds).toBeCloseTo(at, 2);
  });

  test('the age that a body had on arrival moves its end, not the start of the wait for it', () => {
    const aged: RefreshOutcome = {
      kind: 'set',
      offered: { epoch: undefined, members: ['a', 'b'], kids: ['a', 'b'] },
      lifetime: { ...lifetime, generatedAtSeconds: 1099, freshUntilSeconds: 1399 },
    };
    expect(conclude(state(), aged).state.held?.refreshAtSeconds).toBe(1199 + 200 * 0.675);
  });

  test('304 renews what is held and keeps its keys', () => {
    const { verdict, state: after } = conclude(state(), { kind: 'unchanged', lifetime });
    expect(verdict).toBe('renew');
    expect(after.held).toMatchObject({
      members: ['a', 'b'],
      freshUntilSeconds: 1499,
      usableUntilSeconds: 2399,
    });
  });

  test('304 with nothing held is a failure', () => {
    expect(conclude(state({ held: undefined }), { kind: 'unchanged', lifetime }).verdict).toBe('failed');
  });

  test('a second look is the same flight, past all caches, and nothing changes hands before it', () => {
    const { verdict, suspicion, state: after } = conclude(state(), set(['a']));
    expect([verdict, suspicion]).toEqual(['look-again', 'set_shrank']);
    expect(after).toEqual(state({ flight: again }));
    expect(conclude(after, set(['a'])).state.held?.members).toEqual(['a']);
    expect(conclude(state(), set(['c'])).suspicion).toBe('all_keys_new');
  });

  test('a set that is not believed is a failure, and what is held stays', () => {
    const shown = { ...held, epoch: 7 };
    const { verdict, state: after } = conclude(state({ held: shown, flight: again }), set(['a'], 7));
    expect(verdict).toBe('distrust');
    expect(after).toMatchObject({ held: shown, failures: 1, flight: undefined });
  });

  test('a set in use that may no longer be used protects nothing', () => {
    const shown = { ...held, epoch: 7 };
    expect(conclude(state({ held: shown }), set(['z'], 3), 2199.9).verdict).toBe('confirm-later');
    expect(conclude(state({ held: shown }), set(['z'], 3), 2200).verdict).toBe('adopt');
  });

  test('a lower epoch is remembered from its first sight on', () => {
    const shown = { ...held, epoch: 7 };
    const first = conclude(state({ held: shown }), set(['a', 'b'], 6), 1200).state;
    expect(first.doubt).toEqual({ epoch: 6, members: ['a', 'b'], sinceSeconds: 1200 });
    expect(first).toMatchObject({ held: shown, failures: 0, flight: undefined });
    const early = conclude({ ...first, flight: ordinary }, set(['a', 'b'], 6), 1205).state;
    expect(early.doubt?.sinceSeconds).toBe(1200);
    const other = conclude({ ...first, flight: ordinary }, set(['a', 'b'], 5), 1212).state;
    expect(other.doubt).toMatchObject({ epoch: 5, sinceSeconds: 1212 });
    const late = conclude({ ...first, flight: ordinary }, set(['a', 'b'], 6), 1210);
    expect(late.verdict).toBe('adopt');
    expect(late.state).toMatchObject({ doubt: undefined, held: { epoch: 6 } });
  });

  test('each failure doubles the pause up to the most, and keeps what is held', () => {
    let given = state();
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      given = conclude({ ...given, flight: ordinary }, { kind: 'failed' }, 1200, {
        ...middle,
        backOff: 0,
      }).state;
      pauses.push(given.pausedUntilSeconds - 1200);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    expect(given).toMatchObject({ held, failures: 8, flight: undefined });
  });
});

describe('a hint that was not borne out', () => {
  const hinted = { ...ordinary, noCache: true, hintedEpoch: 8 };
  const shown = { ...held, epoch: 7 };
  const lookAfter = (given: Partial<RefreshState>, outcome: RefreshOutcome, jitter = 0.5) =>
    conclude(state({ held: shown, ...given }), outcome, 1200, { ...middle, jitter }).state.secondLook;

  test.each<readonly [string, RefreshOutcome, number]>([
    ['the same set', set(['a', 'b'], 7), 1211.5],
    ['304', { kind: 'unchanged', lifetime }, 1211.5],
    ['a lower epoch', set(['a', 'b'], 6), 1211.5],
    ['a failure', { kind: 'failed' }, 1211.5],
  ])('is looked into once more after P and a draw: %s', (_what, outcome, atSeconds) => {
    expect(lookAfter({ flight: hinted }, outcome)).toEqual({ epoch: 8, atSeconds });
  });

  test('never before P, and at most half of it later', () => {
    expect(lookAfter({ flight: hinted }, set(['a', 'b'], 7), 0)?.atSeconds).toBe(1209);
    expect(lookAfter({ flight: hinted }, set(['a', 'b'], 7), 0.999)?.atSeconds).toBeLessThan(1214);
  });

  test.each([8, 9])('not where the set shows epoch %d', (epoch) => {
    expect(lookAfter({ flight: hinted }, set(['a', 'b'], epoch))).toBeUndefined();
  });

  test('no third look: what the second brings ends it', () => {
    expect(lookAfter({ flight: { ...ordinary, noCache: true } }, set(['a', 'b'], 7))).toBeUndefined();
  });

  test('it stays where another fetch comes before it, until one brings the epoch', () => {
    const secondLook = { epoch: 8, atSeconds: 1211 };
    expect(lookAfter({ secondLook }, set(['a', 'b'], 7))).toEqual(secondLook);
    expect(lookAfter({ secondLook }, set(['a', 'b'], 8))).toBeUndefined();
  });
});

describe('the longest pause', () => {
  const pauseOf = (staleFor: number, now: number, failures = 9) => {
    const copy = { ...held, usableUntilSeconds: 1300 + staleFor };
    const { pausedUntilSeconds } = conclude(state({ held: copy, failures }), { kind: 'failed' }, now, {
      ...middle,
      backOff: 1,
    }).state;
    return pausedUntilSeconds - now;
  };

  test.each([
    ['the default stale time', 900, 1200, 60],
    ['four longest pauses', 240, 1200, 60],
    ['a second less', 236, 1200, 59],
    ['the drill profile', 2, 1200, 0.5],
    ['no stale time: nothing to save', 0, 1200, 60],
    ['the copy has run out', 100, 1400, 60],
    ['its last moment', 100, 1399, 25],
  ])('is a quarter of the stale time of the copy in use: %s', (_what, staleFor, now, seconds) => {
    expect(pauseOf(staleFor, now)).toBeCloseTo(seconds, 6);
  });
});

test.each([
  [1, 0, 60, 1],
  [1, 1, 60, 2],
  [5, 0.5, 60, 24],
  [6, 0, 60, 30],
  [6, 1, 60, 60],
  [5000, 1, 60, 60],
  [1, 0, 2, 1],
  [9, 1, 2, 2],
])('back-off after %d failures, drawn %d, at most %d: %d s', (failures, draw, most, seconds) => {
  expect(backOffSeconds(failures, draw, most)).toBe(seconds);
});
