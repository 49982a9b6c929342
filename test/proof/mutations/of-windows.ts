import type { Mutant } from './mutant.js';

/** Lead, retention and what they are counted from. */
export const mutantsOfWindows: readonly Mutant[] = [
  {
    name: 'I1 less a second',
    rule: 'I1',
    seams: { 'shared/rotation-bounds#minPublishLeadSeconds': (real, t) => real(t) - 1 },
  },
  {
    name: 'no lead before a scheduled activation',
    rule: 'I1',
    seams: {
      'provider/ring/check-guards#guardLead': (real, standby, policy, now, rule) =>
        rule === 'I8' ? real(standby, policy, now, rule) : undefined,
    },
  },
  {
    name: 'I2 less a second',
    rule: 'I2',
    seams: { 'shared/rotation-bounds#minPublishLeadRefetchingSeconds': (real, t) => real(t) - 1 },
  },
  {
    name: 'I3 less a second',
    rule: 'I3',
    seams: { 'shared/rotation-bounds#minRetentionSeconds': (real, t) => real(t) - 1 },
  },
  {
    name: 'a retiring key may be retired early',
    rule: 'I3',
    seams: { 'provider/ring/check-guards#guardRetention': () => undefined },
  },
  {
    name: 'removal waits for a commit',
    rule: 'I3u',
    seams: { 'provider/ring/settle#settle': (_, ring) => ring },
  },
  {
    name: 'removal a second late',
    rule: 'I3u',
    seams: {
      'provider/ring/windows#removalDueAtSeconds': (real, key) =>
        real(key) + key.inForce.maxClockOffsetSeconds + 3,
    },
  },
  {
    name: 'the lead is counted from the schedule',
    rule: 'I10',
    seams: {
      'provider/ring/windows#readyAtSeconds': (real, key, parties) => {
        const grid = Math.max(1, key.inForce.publishLeadSeconds);
        return Math.floor(real(key, parties) / grid) * grid;
      },
    },
  },
  {
    name: "windows by today's terms",
    rule: 'I14',
    seams: { 'provider/ring/windows#widenTerms': (_, __, next) => next },
  },
  {
    name: 'former terms forgotten',
    rule: 'I14',
    seams: {
      'provider/ring/windows#termsAtPublication': (real, policy, _, now) => real(policy, [], now),
    },
  },
  {
    name: 'a replica of another policy ticks',
    rule: 'I14',
    seams: { 'provider/ring/check-guards#guardPolicy': () => undefined },
  },
  {
    name: 'I1 less a second, for a cold standby',
    rule: 'I1',
    seams: { 'shared/rotation-bounds#minPublishLeadSeconds': (real, t) => real(t) - 1 },
  },
  {
    name: 'no lead for a cold standby',
    rule: 'I1',
    seams: {
      'provider/ring/cold-standby#chooseColdKey': (real, series, unsealed, now) =>
        series.keys.findLast(({ state }) => state === 'cold') ?? real(series, unsealed, now),
    },
  },
  {
    name: 'a party that never fetches is not waited for',
    rule: 'pinned',
    seams: { 'provider/ring/pinned-parties#guardPinned': () => undefined },
  },
];
