import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundUp } from '../../../provider/timeline/draw-chart.js';
import { placeFlags } from '../../../provider/timeline/draw-marks.js';
import { chooseTicks, createTimeScale, describeSeconds } from '../../../provider/timeline/time-scale.js';
import { laneStates, type Timeline, tones } from '../../../provider/timeline/timeline.js';
import { timelineStyle } from '../../../provider/timeline/timeline-style.js';
import { timelineSvg } from '../../../provider/timeline/timeline-svg.js';

const timeline: Timeline = {
  title: 'planned rotation',
  durationSeconds: 20,
  keys: [
    { label: 'one', spans: [{ state: 'active', fromSeconds: 0, toSeconds: 8 }] },
    { label: 'two', spans: [{ state: 'standby', fromSeconds: 0, toSeconds: 8 }] },
  ],
  charts: [
    {
      title: 'tokens a second',
      lines: [{ label: 'accepted', tone: 'good', points: [{ atSeconds: 0, value: 10 }] }],
    },
  ],
  marks: [{ atSeconds: 8, label: 'rotate', kind: 'event' }],
};

/** What is between tags, and what opens and closes: enough to see that the markup is whole. */
function openTags(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, closing, name = '', single] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (single === '/') continue;
    if (closing === '') open.push(name);
    else if (open.pop() !== name) return [`</${name}> closes another`];
  }
  return open;
}

test('draws every lane, figure and mark that it is given', () => {
  const svg = timelineSvg(timeline);
  expect(openTags(svg)).toEqual([]);
  for (const words of ['planned rotation', 'one', 'two', 'active', 'accepted', 'rotate · 8 s', '20 s'])
    expect(svg).toContain(`>${words}</text>`);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('a key lies where its seconds are', () => {
  const [, x, width] = /class="active" x="([\d.]+)"[^>]* width="([\d.]+)"/.exec(timelineSvg(timeline)) ?? [];
  const [, left, right] = /class="grid" x1="([\d.]+)" x2="([\d.]+)"/.exec(timelineSvg(timeline)) ?? [];
  const length = Number(right) - Number(left);
  expect(Number(x)).toBe(Number(left));
  expect(Number(width)).toBeCloseTo((8 / 20) * length, 1);
});

test('whatever the texts and the figures, the markup is whole and nothing of it is theirs', () => {
  const seconds = fc.double({ min: -10, max: 1e7, noNaN: true });
  const anyTimeline = fc.record({
    title: fc.string({ unit: 'binary' }),
    about: fc.string({ unit: 'binary' }),
    durationSeconds: fc.double({ min: 0, max: 1e7, noNaN: true }),
    keys: fc.array(
      fc.record({
        label: fc.string({ unit: 'binary' }),
        spans: fc.array(
          fc.record({
            state: fc.constantFrom(...laneStates),
            fromSeconds: seconds,
            toSeconds: seconds,
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 3 },
    ),
    charts: fc.array(
      fc.record({
        title: fc.constant('<script>alert(1)</script>'),
        lines: fc.array(
          fc.record({
            label: fc.string({ unit: 'binary' }),
            tone: fc.constantFrom(...tones),
            points: fc.array(
              fc.record({ atSeconds: seconds, value: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
              { maxLength: 5 },
            ),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 2 },
    ),
    marks: fc.array(
      fc.record({
        atSeconds: seconds,
        label: fc.constant('" onload="alert(1)'),
        kind: fc.constantFrom('event' as const, 'bound' as const),
      }),
      { maxLength: 4 },
    ),
  });
  fc.assert(
    fc.property(anyTimeline, (each) => {
      const svg = timelineSvg(each);
      expect(openTags(svg)).toEqual([]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<script|onload="/);
      expect(svg).not.toMatch(/(?!\n)\p{Cc}|\p{Surrogate}|\p{Noncharacter_Code_Point}/u);
    }),
    { numRuns: 60 },
  );
});

test('every state and every tone has a colour, in light and in dark', () => {
  const [light = '', dark = ''] = timelineStyle.split('prefers-color-scheme:dark');
  for (const name of [...laneStates, ...tones])
    for (const half of [light, dark]) expect(half).toMatch(new RegExp(`--${name}:#[0-9a-f]{3,6}`));
});

test('words of marks cover no others', () => {
  const scale = createTimeScale(0, 1000, 100);
  const marks = [1, 2, 3, 90, 99].map((atSeconds) => ({
    atSeconds,
    label: 'revoked',
    kind: 'event' as const,
  }));
  expect(placeFlags(marks, scale).map(({ row }) => row)).toEqual([0, 1, 2, 0, 1]);
});

test.each([
  [0, 1],
  [0.3, 0.5],
  [7, 10],
  [10, 10],
  [11, 20],
  [201, 500],
])('a scale for %s ends at %s', (value, end) => {
  expect(roundUp(value)).toBe(end);
});

test.each([
  [20, 10, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]],
  [3600, 4, [0, 900, 1800, 2700, 3600]],
  [1, 2, [0, 0.5, 1]],
  [10 * 86_400, 5, [0, 172_800, 345_600, 518_400, 691_200, 864_000]],
])('%s seconds have at most %s steps at %j', (duration, atMost, ticks) => {
  expect(chooseTicks(duration, atMost)).toEqual(ticks);
});

test.each([
  [8.25, '8.3 s'],
  [90, '90 s'],
  [5400, '1 h 30 min'],
  [90_061, '1 d 1 h 1 min 1 s'],
])('%s seconds are written %s', (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text);
});
