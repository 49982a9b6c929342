import { expect, test } from 'vitest';
import { readCompactForm } from '../../../relying-party/token/compact-form.js';
import { refusalCode } from '../made-tokens.js';

test('takes a token apart', () => {
  expect(readCompactForm('a.b.c')).toEqual({
    headerSegment: 'a',
    payloadSegment: 'b',
    signatureSegment: 'c',
    signingInput: 'a.b',
  });
});

test.each([
  ['undefined', undefined, 'token_missing'],
  ['null', null, 'token_missing'],
  ['the empty string', '', 'token_missing'],
  ['a number', 7, 'token_malformed'],
  ['bytes', Buffer.from('a.b.c'), 'token_malformed'],
  ['a String object', Object('a.b.c'), 'token_malformed'],
  ['no dot', 'abc', 'token_malformed'],
  ['one dot', 'a.b', 'token_malformed'],
  ['three dots', 'a.b.c.d', 'token_malformed'],
  ['five dots', 'a.b.c.d.e.f', 'token_malformed'],
  ['no header', '.b.c', 'token_malformed'],
  ['dots alone', '..', 'token_malformed'],
  ['JWE in place of JWS, five parts', 'a.b.c.d.e', 'jwe_not_supported'],
  ['JWE with an empty key (dir)', 'a..c.d.e', 'jwe_not_supported'],
  ['a megabyte of dots (CVE-2025-27144, CVE-2025-30204)', '.'.repeat(1024 * 1024), 'token_too_large'],
  ['dots up to the limit', '.'.repeat(16 * 1024), 'token_malformed'],
  ['a header over 8 KiB', `${'a'.repeat(8 * 1024 + 1)}.b.c`, 'header_too_large'],
  ['a token over 16 KiB', `a.${'b'.repeat(16 * 1024)}.c`, 'token_too_large'],
])('refused: %s', async (_name, token, code) => {
  expect(await refusalCode((async () => readCompactForm(token))())).toBe(code);
});

test('the limits themselves are allowed', () => {
  expect(readCompactForm(`${'a'.repeat(8 * 1024)}.b.c`).headerSegment).toHaveLength(8192);
  expect(readCompactForm(`a.${'b'.repeat(16 * 1024 - 4)}.c`).payloadSegment).toHaveLength(16380);
});
