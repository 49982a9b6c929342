import { freshnessOf, readCacheHeaders } from '@keyturn/shared/cache-headers';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const limits = {
  minFreshSeconds: 30,
  maxFreshSeconds: 3600,
  defaultFreshSeconds: 600,
  staleIfErrorSeconds: 900,
  staleInSpiteOfMustRevalidate: false,
};
const read = (headers: Record<string, string>, at = 1_000_000) =>
  readCacheHeaders((name) => headers[name], at);

test.each([
  ['max-age', { 'cache-control': 'public, max-age=300' }, 300],
  ['max-age less Age', { 'cache-control': 'max-age=300', age: '120' }, 180],
  ['never below the least', { 'cache-control': 'max-age=1' }, 30],
  ['never above the most', { 'cache-control': 'max-age=9999999' }, 3600],
  ['the default where nothing is said', {}, 600],
  ['no-store is the least', { 'cache-control': 'no-store, max-age=300' }, 30],
  ['s-maxage is for shared caches', { 'cache-control': 's-maxage=5, max-age=300' }, 300],
  ['a malformed header of the field', { 'cache-control': 'Cache-Control: public, max-age=3600' }, 3600],
  ['the first of two max-age wins', { 'cache-control': 'max-age=60, max-age=3000' }, 60],
])('freshness: %s', (_name, headers, seconds) => {
  expect(freshnessOf(read(headers), 1_000_000, limits).freshUntilSeconds).toBe(1_000_000 + seconds);
});

test('stale time counts from the generation of the body, not from its receipt', () => {
  const headers = read({ 'cache-control': 'max-age=300, stale-if-error=900', age: '200' });
  expect(freshnessOf(headers, 1_000_000, limits).usableUntilSeconds).toBe(1_000_000 - 200 + 300 + 900);
});

test('the smaller stale time wins, and must-revalidate forbids it', () => {
  const short = read({ 'cache-control': 'max-age=300, stale-if-error=10' });
  expect(freshnessOf(short, 1_000_000, limits).usableUntilSeconds).toBe(1_000_310);
  const strict = read({ 'cache-control': 'max-age=300, must-revalidate' });
  expect(freshnessOf(strict, 1_000_000, limits).usableUntilSeconds).toBe(1_000_300);
});

test('an old Date is a broken clock there, a recent one an old body, and Age counts where it is larger', () => {
  const at = Date.UTC(2026, 0, 2, 12) / 1000;
  const dated = (secondsAgo: number, age?: string) => {
    const date = new Date((at - secondsAgo) * 1000).toUTCString();
    return read({ date, ...(age === undefined ? {} : { age }) }, at).ageSeconds;
  };
  expect(dated(100)).toBe(100);
  expect(dated(100, '30')).toBe(100);
  expect(dated(100, '130')).toBe(130);
  expect(dated(-100)).toBe(0);
  expect(dated(86_401)).toBe(0);
  expect(dated(86_401, '7')).toBe(7);
  expect(read({ date: 'yesterday' }, at).ageSeconds).toBe(0);
});

test('whatever the headers say, the clamps hold', () => {
  const seconds = fc.oneof(fc.nat(10_000), fc.nat(4_000_000_000)).map(String);
  const value = fc.oneof(seconds, fc.constantFrom('-1', '1e9', '0x10', ' 7', '"7"', '', 'NaN'));
  const directive = fc.oneof(
    fc.constantFrom('no-store', 'no-cache', 'must-revalidate', 'public', ',', '='),
    value.map((text) => `max-age=${text}`),
    value.map((text) => `stale-if-error=${text}`),
  );
  fc.assert(
    fc.property(fc.array(directive), value, (directives, age) => {
      const at = 1_000_000;
      const headers = read({ 'cache-control': directives.join(', '), age }, at);
      const { generatedAtSeconds, freshUntilSeconds, usableUntilSeconds } = freshnessOf(headers, at, limits);
      expect(freshUntilSeconds - at).toBeGreaterThanOrEqual(30);
      expect(freshUntilSeconds - at).toBeLessThanOrEqual(3600);
      expect(usableUntilSeconds).toBeGreaterThanOrEqual(freshUntilSeconds);
      // Stale time counts from the generation: E never adds to the age that a body came with.
      expect(usableUntilSeconds).toBeLessThanOrEqual(
        Math.max(freshUntilSeconds, generatedAtSeconds + 3600 + limits.staleIfErrorSeconds),
      );
    }),
  );
});
