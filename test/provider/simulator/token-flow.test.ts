import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeededDraw } from '../../../provider/scenario/seeded-draw.js';
import { firstTokenSeconds, tokensBetween } from '../../../provider/simulator/token-flow.js';

const flow = { requestsPerSecond: 2, lifetimeSeconds: 900 };
const issued = { fromSeconds: 1000, toSeconds: 5000 };

test('tokens of a key ramp up for a lifetime, stay, and ramp down for a lifetime', () => {
  expect(tokensBetween(flow, issued, 0, 1000)).toBe(0);
  expect(tokensBetween(flow, issued, 1000, 1900)).toBe(900);
  expect(tokensBetween(flow, issued, 2000, 2100)).toBe(200);
  expect(tokensBetween(flow, issued, 5000, 5900)).toBe(900);
  expect(tokensBetween(flow, issued, 5900, 9000)).toBe(0);
});

test('the first token lies where its key is about, and where as many were expected as were drawn', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (from, draw) => {
        const tokens = -Math.log(1 - draw);
        const first = firstTokenSeconds(flow, issued, from, () => draw);
        const whole = tokensBetween(flow, issued, Math.max(from, 1000), 5900);
        if (first === Number.POSITIVE_INFINITY) expect(whole).toBeLessThan(tokens + 1e-9);
        else {
          expect(first).toBeGreaterThanOrEqual(Math.max(from, issued.fromSeconds));
          expect(tokensBetween(flow, issued, from, first)).toBeLessThanOrEqual(tokens + 1e-9);
          expect(tokensBetween(flow, issued, from, first + 1)).toBeGreaterThanOrEqual(tokens - 1e-9);
        }
      },
    ),
  );
});

test('drawn again and again, first tokens come as often as expected', () => {
  const draw = createSeededDraw(7);
  const drawn = Array.from({ length: 4000 }, () => firstTokenSeconds(flow, issued, 1000, draw));
  // The chance that none came within 30 s is e to the minus one: 2 / 900 * 30 * 30 / 2 tokens are expected by then.
  const later = drawn.filter((at) => at >= 1030).length / drawn.length;
  expect(later).toBeGreaterThan(0.33);
  expect(later).toBeLessThan(0.41);
});
