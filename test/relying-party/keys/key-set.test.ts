import { expect, test } from 'vitest';
import { findOrCode, makeKey, standKeys } from './key-stand.js';
import { type Answer, discoveryPath, json, jwksPath, startScriptedIssuer, text } from './scripted-issuer.js';

test('the first key costs discovery and the key set, the next ones nothing and no promise', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  expect(stand.keys.describe().state).toBe('empty');
  expect(provider.requests).toEqual([]);
  const first = await stand.keys.find('a', 'ES256');
  expect(provider.requests.map(({ path }) => path)).toEqual([discoveryPath, jwksPath]);
  const second = stand.keys.find('a', 'ES256');
  expect(second).toBe(first);
  expect(stand.keys.find('a', 'ES256')).toBe(second);
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', kids: ['a'], epoch: undefined });
});

test('a hundred first requests cost one fetch', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  const found = await Promise.all(Array.from({ length: 100 }, () => stand.keys.find('a', 'ES256')));
  expect(new Set(found).size).toBe(1);
  expect(provider.count(jwksPath)).toBe(1);
});

test('while the provider is healthy no request ever waits, for a day', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  for (let minute = 0; minute < 1440; minute++) {
    await stand.clock.advanceSeconds(60);
    await stand.settle();
    expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  }
  expect(stand.toldNames()).toEqual(['keys.changed']);
  // About two in three of its lives, each 300 s long.
  expect(provider.count(jwksPath)).toBeLessThan(86_400 / 200);
});

test('a refresh that takes its time makes nobody wait', async () => {
  const provider = await startScriptedIssuer();
  const set = json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' });
  provider.on(jwksPath, set);
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  let answer = () => {};
  provider.on(jwksPath, (response, headers) => (answer = () => set(response, headers)));
  await stand.clock.advanceSeconds(299);
  while (provider.count(jwksPath) < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(stand.keys.describe().state).toBe('refreshing');
  for (let i = 0; i < 50; i++) expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  // Past its freshness as well, while the refresh that began in time is under way.
  await stand.clock.advanceSeconds(2);
  expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  answer();
  await stand.settle();
  expect(stand.keys.describe().state).toBe('fresh');
});

test('an issuer that nobody asks for is let sleep, and wakes with one fetch', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  for (let i = 0; i < 60; i++) {
    await stand.clock.advanceSeconds(120);
    await stand.settle();
  }
  const asleep = provider.count(jwksPath);
  await stand.clock.advanceSeconds(86_400);
  await stand.settle();
  expect(provider.count(jwksPath)).toBe(asleep);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  expect(provider.count(jwksPath)).toBe(asleep + 1);
});

test('an unchanged set keeps its very keys, by 304 and by 200', async () => {
  const provider = await startScriptedIssuer();
  const set = { keys: [makeKey('a')] };
  provider.on(jwksPath, (response, headers) => {
    const matches = headers['if-none-match'] === '"1"';
    response.writeHead(matches ? 304 : 200, { etag: '"1"', 'cache-control': 'max-age=60' });
    response.end(matches ? undefined : JSON.stringify(set));
  });
  const stand = standKeys({ issuer: provider.issuer });
  const first = await stand.keys.find('a', 'ES256');
  await stand.advance(50);
  expect(provider.requests.at(-1)?.headers['if-none-match']).toBe('"1"');
  expect(stand.keys.find('a', 'ES256')).toBe(first);
  await stand.advance(40);
  // Fresh by its second life: the first ended at 60.
  expect(stand.keys.describe().state).toBe('fresh');
  provider.on(jwksPath, json(set));
  await stand.advance(60);
  expect(stand.keys.find('a', 'ES256')).toBe(first);
  expect(stand.toldNames()).toEqual(['keys.changed']);
});

test('a 304 without cache headers goes by those of the body', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, (response, headers) => {
    if (headers['if-none-match'] === '"1"') response.writeHead(304, {}).end();
    else json({ keys: [makeKey('a')] }, { etag: '"1"', 'cache-control': 'max-age=100' })(response, headers);
  });
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  await stand.advance(200);
  // Every 67.5 s, not every 405 as the default would have it.
  expect(provider.count(jwksPath)).toBe(3);
});

test('a key that stays keeps its object when others come and go', async () => {
  const provider = await startScriptedIssuer();
  const [a, b, c] = [makeKey('a'), makeKey('b'), makeKey('c')];
  provider.on(jwksPath, json({ keys: [a, b] }));
  const stand = standKeys({ issuer: provider.issuer });
  const [before] = await stand.keys.find('a', 'ES256');
  provider.on(jwksPath, json({ keys: [c, a] }));
  await stand.advance(500);
  const [after] = await stand.keys.find('a', 'ES256');
  expect(after).toBe(before);
  expect(await findOrCode(stand, 'b')).toBe('key_unknown');
});

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

test('the wall clock set back does not make an old set young again', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300, must-revalidate' }));
  let setBackSeconds = 0;
  const stand = standKeys({
    issuer: provider.issuer,
    clockView: (clock) => ({
      nowSeconds: () => clock.nowSeconds() - setBackSeconds,
      monotonicMilliseconds: () => clock.monotonicMilliseconds(),
      after: (milliseconds, task) => clock.after(milliseconds, task),
    }),
  });
  await stand.keys.find('a', 'ES256');
  setBackSeconds = 100_000;
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  const stop = (response: { destroy(): unknown }) => response.destroy();
  provider.on(jwksPath, (response) => void stop(response));
  provider.on(discoveryPath, (response) => void stop(response));
  await stand.advance(299);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  await stand.advance(2);
  expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
});

test('a machine that slept does not trust its old set', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' }));
  let sleptSeconds = 0;
  const stand = standKeys({
    issuer: provider.issuer,
    clockView: (clock) => ({
      nowSeconds: () => clock.nowSeconds() + sleptSeconds,
      monotonicMilliseconds: () => clock.monotonicMilliseconds(),
      after: (milliseconds, task) => clock.after(milliseconds, task),
    }),
  });
  await stand.keys.find('a', 'ES256');
  sleptSeconds = 301;
  provider.on(jwksPath, json({ keys: [makeKey('b')] }));
  expect(await findOrCode(stand, 'a')).toBe('key_unknown');
});

test('after close nothing is fetched and nothing is found', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  stand.keys.close();
  const before = provider.requests.length;
  expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
  stand.keys.hintEpoch(9);
  expect(await stand.keys.findAfterFailure('a', 'ES256')).toBeUndefined();
  await stand.advance(1000);
  expect(provider.requests.length).toBe(before);
});

test('close while the first fetch is under way leaves nobody hanging', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  const found = findOrCode(stand, 'a');
  stand.keys.close();
  expect(await found).toBe('keys_unavailable');
});

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
