import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import type { Figures } from '../../../provider/scenario/figures.js';
import { Measures } from '../../../provider/scenario/measures.js';
import type { Bars } from '../../../provider/scenario/scenario.js';
import { judge } from '../../../provider/scenario/verdict.js';

const bars: Bars = {
  falseRejects: 0,
  unknownKids: 0,
  knownKidWaits: 0,
  publishedKeys: 3,
  validTokensTried: 10,
  signingKids: 0,
  falseAccepts: 0,
};
const patience = { lateSeconds: 0.25, withinSeconds: 1 };
const clean: Figures = {
  ...new Measures(systemClock).figures({
    keySetRequests: [],
    span: { startedAtSeconds: 0, endedAtSeconds: 100 },
    knownKidWaits: 0,
    machineLateSecondsAtMost: 0.1,
    alarmSeconds: null,
    ringChanges: null,
    keySetBytesAtMost: null,
    partyAlarms: null,
  }),
  validTokensTried: 10,
};

const judgeWith = (changes: Partial<Figures>, outcome = 'done') =>
  judge({ ...clean, ...changes }, [{ outcome, rule: null }], bars, patience);

test('a pass has no reasons to give', () => {
  expect(judgeWith({})).toMatchObject({ verdict: 'pass', reasons: [] });
});

test('a bar that nothing can miss is not counted among those that were met', () => {
  const allowed = judgeWith({}).bars.map((bar) => bar.allowed);
  expect(allowed).toContain('<= 0');
  expect(allowed.filter((text) => text === '<= Infinity' || text === '>= 0')).toEqual([]);
});

test.each<[string, Partial<Figures>]>([
  ['a valid token refused', { falseRejects: 1 }],
  ['no token given', { issueFailures: 1 }],
  ['a kid not known', { unknownKids: 1 }],
  ['a wait for I/O with the key at hand', { knownKidWaits: 1 }],
  ['a key too many', { publishedKeysAtMost: 4 }],
  ['a revoked token accepted after its bound', { falseAccepts: 1, lateAccepts: 1 }],
])('%s fails; where the machine stalled it proves nothing', (_what, harm) => {
  expect(judgeWith(harm).verdict).toBe('fail');
  expect(judgeWith({ ...harm, machineLateSecondsAtMost: 0.25 }).verdict).toBe('fail');
  const stalled = judgeWith({ ...harm, machineLateSecondsAtMost: 0.26 });
  expect(stalled.verdict).toBe('inconclusive');
  expect(stalled.reasons[0]).toMatch(/^the machine stalled: .* lost 0\.26 s within 1 s/);
  expect(stalled.reasons).toHaveLength(2);
});

test('no stall excuses a forgery that was accepted', () => {
  const forged = { falseAccepts: 2, lateAccepts: 1, machineLateSecondsAtMost: 30 };
  expect(judgeWith(forged).verdict).toBe('fail');
});

test('a stall that harmed nobody takes nothing from a pass', () => {
  expect(judgeWith({ machineLateSecondsAtMost: 30 })).toMatchObject({ verdict: 'pass', reasons: [] });
});

test.each<[string, Partial<Figures>, string]>([
  ['too little traffic', { validTokensTried: 9 }, 'validTokensTried is 9, not >= 10'],
  ['a look of the runner that failed', { failedLooks: 1 }, 'failedLooks is 1, not <= 0'],
])('%s is inconclusive, and harm is a fail all the same', (_what, changes, reason) => {
  expect(judgeWith(changes)).toMatchObject({ verdict: 'inconclusive', reasons: [reason] });
  expect(judgeWith({ ...changes, falseRejects: 1 }).verdict).toBe('fail');
});

test('an event that did not happen is inconclusive', () => {
  expect(judgeWith({}, 'failed').verdict).toBe('inconclusive');
});
