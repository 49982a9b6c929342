import { expect, test } from 'vitest';
import { findOrCode, makeKey, standKeys } from './key-stand.js';
import { type Answer, json, jwksPath, startScriptedIssuer, text } from './scripted-issuer.js';

test('no kid: the one key that fits, and nothing where several would', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey(undefined), makeKey('x', { use: 'enc' })] }));
  const stand = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(stand, undefined)).toBe('found 1');
  expect(await findOrCode(stand, undefined)).toBe('found 1');
  // A key without a kid is no answer to a token that names one.
  expect(await findOrCode(stand, 'x')).toBe('key_unknown');
  provider.on(jwksPath, json({ keys: [makeKey(undefined), makeKey('b')] }));
  await stand.advance(600);
  expect(await findOrCode(stand, undefined)).toBe('key_ambiguous');
});

test('two keys of one kid are both candidates, up to four', async () => {
  const provider = await startScriptedIssuer();
  const twin = makeKey('a');
  provider.on(jwksPath, json({ keys: [twin, makeKey('a'), twin] }));
  const stand = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(stand, 'a')).toBe('found 2');
  expect(stand.told).toContainEqual({
    name: 'keyset.suspicious',
    detail: expect.objectContaining({ reason: 'kid_duplicate', kid: 'a' }),
  });
  provider.on(jwksPath, json({ keys: [twin, ...Array.from({ length: 9 }, () => makeKey('a'))] }));
  await stand.advance(600);
  expect(await findOrCode(stand, 'a')).toBe('found 4');
});

test('what is wrong with one key is left out and told, and spoils nothing', async () => {
  const provider = await startScriptedIssuer();
  const leaked = makeKey('leaked', { d: 'AAAA' });
  const keys = [
    {},
    null,
    'text',
    [],
    { kty: 7 },
    { kty: 'XYZ', kid: 'novel' },
    { kty: 'AKP', alg: 'ML-DSA-44', kid: 'pq', pub: 'AA' },
    { kty: 'oct', kid: 'secret', k: 'AAAA' },
    makeKey('bad', { x: 'AAAA' }),
    makeKey('odd', { kid: 7 }),
    makeKey('enc', { use: 'enc' }),
    leaked,
    makeKey('good', { unknown: { member: true } }),
  ];
  provider.on(jwksPath, json({ keys }));
  const stand = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(stand, 'good')).toBe('found 1');
  expect(stand.keys.describe().kids).toEqual(['good']);
  for (const kid of ['leaked', 'secret', 'bad', 'enc', 'novel'])
    expect(await findOrCode(stand, kid)).toBe('key_unknown');
  const complaints = stand.told
    .filter(({ name }) => name === 'keyset.suspicious')
    .map(({ detail }) => detail as { reason: string; kid?: string });
  const ofReason = (reason: string) =>
    complaints.filter((complaint) => complaint.reason === reason).map(({ kid }) => kid);
  expect(ofReason('key_private')).toEqual(['secret', 'leaked']);
  expect(ofReason('key_refused')).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'bad',
    undefined,
  ]);
  expect(JSON.stringify(stand.told)).not.toContain('AAAA');
  // Told once, not at each refresh.
  await stand.advance(600);
  expect(stand.told.filter(({ name }) => name === 'keyset.suspicious')).toHaveLength(complaints.length);
});

test('a key is found by its own algorithm only', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer, algorithms: ['ES256', 'RS256', 'Ed25519'] });
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  await expect(Promise.resolve(stand.keys.find('a', 'RS256'))).rejects.toMatchObject({ code: 'key_unknown' });
});

test.each([['__proto__'], ['constructor'], ['../../dev/null'], [''], ['a\u0000'], ['x'.repeat(1_000_000)]])(
  'a hostile kid is just unknown (%#)',
  async (kid) => {
    const provider = await startScriptedIssuer();
    provider.on(jwksPath, json({ keys: [makeKey('a')] }));
    const stand = standKeys({ issuer: provider.issuer });
    expect(await findOrCode(stand, kid)).toBe('key_unknown');
    expect(await findOrCode(stand, 'a')).toBe('found 1');
  },
);

test.each<[string, Answer, string]>([
  ['no JSON', text('<html></html>'), 'json_invalid'],
  ['half a JSON', text('{"keys":['), 'json_invalid'],
  ['not UTF-8', (response) => response.end(Buffer.from('{"keys":[{}],"\xff":1}', 'latin1')), 'json_invalid'],
  ['an array', json([]), 'json_invalid'],
  ['no keys member', json({}), 'keys_missing'],
  ['keys that are no list', json({ keys: {} }), 'keys_missing'],
  ['an empty list', json({ keys: [] }), 'keys_missing'],
  ['65 keys', json({ keys: Array.from({ length: 65 }, () => ({})) }), 'keys_too_many'],
  ['no usable key', json({ keys: [{ kty: 'XYZ' }] }), 'keys_unusable'],
  ['nested 17 deep', json({ keys: [{}], a: JSON.parse('['.repeat(16) + ']'.repeat(16)) }), 'json_too_deep'],
  ['nested 100,000 deep', text('['.repeat(100_000) + ']'.repeat(100_000)), 'json_invalid'],
])('%s is a failed refresh', async (_name, answer, code) => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, answer);
  const stand = standKeys({ issuer: provider.issuer });
  await expect(Promise.resolve(stand.keys.find('a', 'ES256'))).rejects.toMatchObject({
    code: 'keys_unavailable',
    status: 503,
    retryAfterSeconds: 2,
    issuer: provider.issuer,
    cause: { code },
  });
  expect(stand.told).toEqual([
    {
      name: 'refresh.failed',
      detail: {
        issuer: provider.issuer,
        reason: code,
        consecutiveFailures: 1,
        nextAttemptInSeconds: expect.closeTo(1.5),
      },
    },
  ]);
});

test('a byte order mark and 16 levels are read', async () => {
  const provider = await startScriptedIssuer();
  const deep = JSON.parse('['.repeat(15) + ']'.repeat(15));
  provider.on(jwksPath, text(`\ufeff${JSON.stringify({ keys: [makeKey('a')], deep })}`));
  expect(await findOrCode(standKeys({ issuer: provider.issuer }), 'a')).toBe('found 1');
});

test('64 keys are read', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: Array.from({ length: 64 }, (_, i) => makeKey(`k${i}`)) }));
  const stand = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(stand, 'k63')).toBe('found 1');
});
