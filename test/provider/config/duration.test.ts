import fc from 'fast-check';
import { expect, test } from 'vitest';
import { duration } from '../../../provider/configuration/duration.js';

test.each([
  [0, 0],
  [90, 90],
  ['PT5M', 300],
  ['PT1H30M', 5400],
  ['P1D', 86_400],
  ['P2W', 1_209_600],
  ['P1DT1S', 86_401],
  ['PT0S', 0],
  ['PT90S', 90],
])('%s is %i seconds', (written, seconds) => {
  expect(duration.parse(written)).toBe(seconds);
});

test.each([
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e12,
  '',
  'P',
  'PT',
  'P1DT',
  'P1Y',
  'P1M',
  'PT5',
  '5M',
  '300',
  'PT-5M',
  'PT1.5S',
  'pt5m',
  ' PT5M',
  'PT5M ',
  'PT1S1M',
  `PT${'9'.repeat(40)}S`,
  null,
  true,
  {},
])('%s is refused', (written) => {
  expect(duration.safeParse(written).success).toBe(false);
});

test('days, hours, minutes and seconds add up', () => {
  const part = fc.integer({ min: 0, max: 99 });
  fc.assert(
    fc.property(part, part, part, part, (days, hours, minutes, seconds) => {
      const written = `P${days}DT${hours}H${minutes}M${seconds}S`;
      expect(duration.parse(written)).toBe(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
    }),
  );
});
