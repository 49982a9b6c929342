import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTokenCache, type RememberedToken } from '../../../relying-party/trust/token-cache.js';

const remembered = (token: string) =>
  ({ token, party: {}, header: {}, verified: { kid: token } }) as unknown as RememberedToken;
const signatureOf = (at: number) => createHash('sha512').update(`${at}`).digest('base64url');

test('tokens whose signatures end alike never answer for each other', () => {
  const cache = createTokenCache(100);
  const [first, second] = ['header.one.signature', 'header.two.signature'] as const;
  cache.keep(remembered(first));
  expect(cache.find(first)?.token).toBe(first);
  expect(cache.find(second)).toBeUndefined();
  cache.keep(remembered(second));
  expect(cache.find(second)?.token).toBe(second);
  expect(cache.find(first)).toBeUndefined();
});

test('of ten thousand tokens next to none is pushed out by another, and never more are kept than wanted', () => {
  const cache = createTokenCache(10_000);
  const tokens = Array.from({ length: 10_001 }, (_, at) => `header.payload.${signatureOf(at)}`);
  for (const token of tokens) cache.keep(remembered(token));
  expect(cache.find(tokens[0] as string)).toBeUndefined();
  expect(tokens.filter((token) => cache.find(token)?.token === token).length).toBeGreaterThan(9_990);
});

test('a token shorter than the end of a signature is found like any other', () => {
  const cache = createTokenCache(2);
  cache.keep(remembered('a.b.c'));
  expect(cache.find('a.b.c')?.token).toBe('a.b.c');
  expect(cache.find('')).toBeUndefined();
});
