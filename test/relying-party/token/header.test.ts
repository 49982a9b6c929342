import { expect, test } from 'vitest';
import { decodeBase64url } from '../../../relying-party/token/base64url.js';
import { readHeader } from '../../../relying-party/token/header.js';
import { createRememberedHeaders } from '../../../relying-party/token/remembered-headers.js';
import { encodeSegment, refusalCode, type Written } from '../made-tokens.js';

const read = async (header: Written) => readHeader(encodeSegment(header), decodeBase64url);

test.each([
  ['at+jwt', 'at+jwt'],
  ['AT+JWT', 'at+jwt'],
  ['application/at+jwt', 'at+jwt'],
  ['Application/AT+jwt', 'at+jwt'],
  ['application/application/at+jwt', 'application/at+jwt'],
])('typ %s is %s', async (typ, expected) => {
  expect((await read({ alg: 'ES256', typ })).typ).toBe(expected);
});

test('reads kid, epoch and the canonical algorithm', async () => {
  expect(await read({ alg: 'EdDSA', kid: 'k', keyturn_epoch: 3, jku: 'https://evil.example' })).toMatchObject(
    {
      alg: 'Ed25519',
      kid: 'k',
      epoch: 3,
      typ: undefined,
    },
  );
});

test.each([
  ['no alg', {}, 'alg_missing'],
  ['alg a number', { alg: 256 }, 'alg_missing'],
  ['alg a list', { alg: ['RS256'] }, 'alg_missing'],
  ['none', { alg: 'none' }, 'alg_not_allowed'],
  ['NoNe', { alg: 'NoNe' }, 'alg_not_allowed'],
  ['none\\0', { alg: 'none\0' }, 'alg_not_allowed'],
  ['HS256', { alg: 'HS256' }, 'alg_not_allowed'],
  ['another case', { alg: 'rs256' }, 'alg_not_allowed'],
  ['a name of every object', { alg: 'constructor' }, 'alg_not_allowed'],
  ['__proto__', '{"alg":"__proto__"}', 'alg_not_allowed'],
  ['PBES2 with p2c 2^31 (CVE-2022-36083)', { alg: 'PBES2-HS256+A128KW', p2c: 2 ** 31 }, 'alg_not_allowed'],
  ['dir', { alg: 'dir', enc: 'A128GCM', zip: 'DEF' }, 'alg_not_allowed'],
  ['b64 false (CVE-2026-48525) (key-12)', { alg: 'ES256', b64: false, crit: ['b64'] }, 'b64_not_supported'],
  ['b64 true', { alg: 'ES256', b64: true }, 'b64_not_supported'],
  [
    'unknown crit (CVE-2026-32597, CVE-2026-35042, CVE-2025-59420) (claim-1)',
    { alg: 'ES256', crit: ['x'], x: 1 },
    'crit_not_understood',
  ],
  ['crit of a known member', { alg: 'ES256', crit: ['kid'], kid: 'k' }, 'crit_not_understood'],
  ['crit empty', { alg: 'ES256', crit: [] }, 'crit_not_understood'],
  ['crit null', { alg: 'ES256', crit: null }, 'crit_not_understood'],
  ['crit a string', { alg: 'ES256', crit: 'exp' }, 'crit_not_understood'],
  ['typ a number', { alg: 'ES256', typ: 1 }, 'typ_not_allowed'],
  ['kid a number', { alg: 'ES256', kid: 1 }, 'kid_invalid'],
  ['kid an object', { alg: 'ES256', kid: {} }, 'kid_invalid'],
  ['kid null', { alg: 'ES256', kid: null }, 'kid_invalid'],
  ['kid empty', { alg: 'ES256', kid: '' }, 'kid_invalid'],
  ['kid too long', { alg: 'ES256', kid: 'k'.repeat(1025) }, 'kid_invalid'],
  ['a member twice', '{"alg":"none","\\u0061lg":"ES256"}', 'member_duplicate'],
])('refused: %s', async (_name, header, code) => {
  expect(await refusalCode(read(header as Written))).toBe(code);
});

test('an epoch that is none is no epoch', async () => {
  for (const epoch of ['3', -1, 1.5, 1e300, null])
    expect((await read({ alg: 'ES256', keyturn_epoch: epoch })).epoch).toBeUndefined();
});

test('headers are remembered only when told to, and a bounded number of them', () => {
  let decoded = 0;
  const headers = createRememberedHeaders((text) => {
    decoded++;
    return decodeBase64url(text);
  });
  const segments = Array.from({ length: 257 }, (_, at) => encodeSegment({ alg: 'ES256', kid: `k${at}` }));
  const readAll = () => segments.map((segment) => [segment, headers.read(segment)] as const);
  readAll();
  for (const [segment, header] of readAll()) headers.remember(segment, header);
  expect(decoded).toBe(2 * 257);
  const [first = '', ...others] = segments;
  for (const segment of others) headers.read(segment);
  expect(decoded).toBe(2 * 257);
  headers.read(first);
  expect(decoded).toBe(2 * 257 + 1);
});
