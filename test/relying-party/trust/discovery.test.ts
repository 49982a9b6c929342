import { expect, test } from 'vitest';
import { loopbackRules, makeKey, standKeys } from '../keys/key-stand.js';
import {
  type Answer,
  discoveryPath,
  hang,
  json,
  jwksPath,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
} from '../keys/scripted-issuer.js';

const find = async (stand: ReturnType<typeof standKeys>, kid = 'a') => stand.keys.find(kid, 'ES256');
const pathsOf = (provider: ScriptedIssuer) => provider.requests.map(({ path }) => path);
const set = (...kids: string[]) =>
  json({ keys: kids.map((kid) => makeKey(kid)) }, { 'cache-control': 'max-age=300' });

test.each([
  ['another issuer', (issuer: string) => ({ issuer: 'https://evil.example', jwks_uri: `${issuer}/jwks` })],
  ['a slash more', (issuer: string) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` })],
  ['capitals', (issuer: string) => ({ issuer: issuer.toUpperCase(), jwks_uri: `${issuer}/jwks` })],
  ['a list', (issuer: string) => ({ issuer: [issuer], jwks_uri: `${issuer}/jwks` })],
  ['no issuer', (issuer: string) => ({ jwks_uri: `${issuer}/jwks` })],
])('discovery that answers with %s is refused, and no key is asked for (ssrf-3)', async (_name, document) => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  provider.on(discoveryPath, json(document(provider.issuer)));
  await expect(find(standKeys({ issuer: provider.issuer }))).rejects.toMatchObject({
    code: 'keys_unavailable',
    status: 503,
    cause: { code: 'discovery_issuer_mismatch' },
  });
  expect(provider.count(jwksPath)).toBe(0);
});

test.each([
  ['no jwks_uri', {}, 'discovery_invalid'],
  ['a jwks_uri that is no text', { jwks_uri: ['x'] }, 'discovery_invalid'],
  ['a file (key-11)', { jwks_uri: 'file:///etc/passwd' }, 'url_refused'],
  ['data', { jwks_uri: 'data:application/json,{"keys":[]}' }, 'url_refused'],
  ['a relative jwks_uri', { jwks_uri: '/jwks' }, 'url_refused'],
  ['credentials', { jwks_uri: 'https://user:secret@a.example/jwks' }, 'url_refused'],
  ['the metadata service (ssrf-2)', { jwks_uri: 'https://169.254.169.254/latest' }, 'address_refused'],
  ['an inner host', { jwks_uri: 'https://10.0.0.1/jwks' }, 'address_refused'],
  [
    'only algorithms that are not allowed',
    { jwks_uri: 'x', id_token_signing_alg_values_supported: ['HS256', 'none', 'RS256'] },
    'discovery_algorithms_unfit',
  ],
])('discovery with %s is refused', async (_name, members, code) => {
  const provider = await startScriptedIssuer();
  provider.on(discoveryPath, json({ issuer: provider.issuer, ...members }));
  await expect(find(standKeys({ issuer: provider.issuer }))).rejects.toMatchObject({ cause: { code } });
});

test('a redirect of discovery is refused with the cure (ssrf-5)', async () => {
  const provider = await startScriptedIssuer();
  provider.on(discoveryPath, status(301, { location: `${discoveryPath}/` }));
  const refused = find(standKeys({ issuer: provider.issuer }));
  await expect(refused).rejects.toMatchObject({ cause: { code: 'redirect_refused' } });
  await expect(refused).rejects.toMatchObject({
    cause: { message: expect.stringContaining('discovery.jwksUri') },
  });
});

test('the issuer of a path keeps its path, in both forms of metadata', async () => {
  const provider = await startScriptedIssuer();
  const issuer = `${provider.issuer}/t/1`;
  provider.on(jwksPath, set('a'));
  provider.on(`/t/1${discoveryPath}`, json({ issuer, jwks_uri: `${provider.issuer}/jwks` }));
  expect(await find(standKeys({ issuer }))).toHaveLength(1);
  provider.on(
    '/.well-known/oauth-authorization-server/t/1',
    json({ issuer, jwks_uri: `${provider.issuer}/jwks` }),
  );
  const discovery = { metadata: 'rfc8414' } as const;
  expect(await find(standKeys({ issuer, discovery }))).toHaveLength(1);
  expect(pathsOf(provider)).toEqual([
    '/t/1/.well-known/openid-configuration',
    '/jwks',
    '/.well-known/oauth-authorization-server/t/1',
    '/jwks',
  ]);
});

test('the issuer named with a slash at its end is compared with it', async () => {
  const provider = await startScriptedIssuer();
  const issuer = `${provider.issuer}/`;
  provider.on(jwksPath, set('a'));
  provider.on(discoveryPath, json({ issuer, jwks_uri: `${provider.issuer}/jwks` }));
  expect(await find(standKeys({ issuer }))).toHaveLength(1);
});

test('algorithms that discovery leaves out are not used, and none that it adds', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a', { alg: undefined })] }));
  const named = (...names: unknown[]) =>
    json({
      issuer: provider.issuer,
      jwks_uri: `${provider.issuer}/jwks`,
      id_token_signing_alg_values_supported: names,
    });
  provider.on(discoveryPath, named('RS256', 'none', 7));
  const algorithms = ['ES256', 'RS256'] as const;
  // The one key is of a type that the issuer says it does not use.
  await expect(find(standKeys({ issuer: provider.issuer, algorithms }))).rejects.toMatchObject({
    cause: { code: 'keys_unusable' },
  });
  provider.on(discoveryPath, named('RS256', 'ES256', 'HS256'));
  expect(await find(standKeys({ issuer: provider.issuer, algorithms }))).toHaveLength(1);
  const narrow = standKeys({ issuer: provider.issuer, algorithms: ['RS256'] });
  await expect(find(narrow)).rejects.toMatchObject({ cause: { code: 'keys_unusable' } });
});

test('EdDSA and Ed25519 name one algorithm in discovery as well', async () => {
  const provider = await startScriptedIssuer();
  const okp = { kty: 'OKP', crv: 'Ed25519', kid: 'a', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  provider.on(jwksPath, json({ keys: [okp] }));
  provider.on(
    discoveryPath,
    json({
      issuer: provider.issuer,
      jwks_uri: `${provider.issuer}/jwks`,
      id_token_signing_alg_values_supported: ['EdDSA'],
    }),
  );
  const stand = standKeys({ issuer: provider.issuer, algorithms: ['Ed25519'] });
  expect(await stand.keys.find('a', 'Ed25519')).toHaveLength(1);
  expect(await stand.keys.find('a', 'EdDSA')).toHaveLength(1);
});

test('discovery is a fact with a freshness of its own', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const body = { issuer: provider.issuer, jwks_uri: `${provider.issuer}/jwks` };
  provider.on(discoveryPath, json(body, { 'cache-control': 'max-age=3600' }));
  const stand = standKeys({ issuer: provider.issuer });
  await find(stand);
  for (let i = 0; i < 35; i++) {
    await stand.advance(100, 20);
    await find(stand);
  }
  expect(provider.count(discoveryPath)).toBe(1);
  expect(provider.count(jwksPath)).toBeGreaterThan(10);
  await stand.advance(400, 20);
  expect(provider.count(discoveryPath)).toBe(2);
});

test('a discovery document that cannot be refreshed goes on being used, and the keys stay fresh', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const stand = standKeys({ issuer: provider.issuer });
  await find(stand);
  provider.on(discoveryPath, status(503));
  await stand.advance(3000, 10);
  expect(stand.keys.describe().state).toBe('fresh');
  expect(stand.toldNames()).toEqual(['keys.changed']);
});

test('the keys move: discovery is read again once, in the same attempt, and nobody notices', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const stand = standKeys({ issuer: provider.issuer });
  await find(stand);
  provider.on(jwksPath, status(404));
  provider.on('/moved', set('a', 'b'));
  provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/moved` }));
  for (let i = 0; i < 60; i++) {
    expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
    await stand.advance(5, 5);
  }
  expect(stand.toldNames()).not.toContain('refresh.failed');
  expect(await find(stand, 'b')).toHaveLength(1);
  expect(provider.count(jwksPath)).toBe(2);
});

test('an ETag of the old place is not sent to the new one', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { etag: '"1"', 'cache-control': 'max-age=60' }));
  const stand = standKeys({ issuer: provider.issuer });
  await find(stand);
  provider.on(jwksPath, status(404));
  provider.on('/moved', set('a'));
  provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/moved` }));
  await stand.advance(60);
  expect(provider.requests.find(({ path }) => path === '/moved')?.headers).not.toHaveProperty(
    'if-none-match',
  );
});

test('an ETag says nothing about other algorithms or another place, though nothing failed', async () => {
  const provider = await startScriptedIssuer();
  const tagged = json({ keys: [makeKey('a')] }, { etag: '"1"', 'cache-control': 'max-age=60' });
  const answerTagged: Answer = (response, headers) => {
    if (headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else tagged(response, headers);
  };
  const discovered = (jwksUri: string, ...names: string[]) =>
    json(
      { issuer: provider.issuer, jwks_uri: jwksUri, id_token_signing_alg_values_supported: names },
      { 'cache-control': 'max-age=60' },
    );
  provider.on(jwksPath, answerTagged);
  provider.on('/moved', answerTagged);
  provider.on(discoveryPath, discovered(`${provider.issuer}/jwks`, 'ES256'));
  const stand = standKeys({ issuer: provider.issuer, algorithms: ['ES256', 'RS256'] });
  await find(stand);
  await stand.advance(50);
  expect(provider.requests.at(-1)?.headers['if-none-match']).toBe('"1"');
  for (const document of [
    discovered(`${provider.issuer}/jwks`, 'ES256', 'RS256'),
    discovered(`${provider.issuer}/moved`, 'ES256', 'RS256'),
  ]) {
    provider.on(discoveryPath, document);
    const before = provider.requests.length;
    await stand.advance(100);
    const [first] = provider.requests.slice(before).filter(({ path }) => path !== discoveryPath);
    const [again] = provider.requests
      .slice(before)
      .filter(({ headers }) => headers['if-none-match'] === '"1"');
    expect([first, again]).not.toContain(undefined);
    const afterNews = provider.requests.slice(before).findIndex(({ path }) => path === discoveryPath);
    expect(provider.requests[before + afterNews + 1]?.headers).not.toHaveProperty('if-none-match');
  }
  expect(stand.toldNames()).toEqual(['keys.changed']);
});

test('in an outage discovery is asked once and then once a minute at most', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const stand = standKeys({ issuer: provider.issuer, draw: () => 0 });
  await find(stand);
  provider.on(jwksPath, status(503));
  const before = provider.count(discoveryPath);
  await stand.advance(150 + 58);
  expect(provider.count(jwksPath)).toBeGreaterThan(5);
  expect(provider.count(discoveryPath) - before).toBe(1);
  await stand.advance(120);
  expect(provider.count(discoveryPath) - before).toBeLessThanOrEqual(3);
});

test('an outage that finds discovery no longer fresh costs at most 7 requests in its first minute', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const body = { issuer: provider.issuer, jwks_uri: `${provider.issuer}/jwks` };
  provider.on(discoveryPath, json(body, { 'cache-control': 'max-age=100' }));
  const stand = standKeys({ issuer: provider.issuer, draw: () => 0 });
  await find(stand);
  provider.on(jwksPath, status(503));
  provider.on(discoveryPath, status(503));
  await stand.advance(149);
  const before = provider.requests.length;
  expect(before).toBe(2);
  await stand.advance(60);
  expect(provider.requests.length - before).toBeLessThanOrEqual(7);
  expect(provider.count(discoveryPath)).toBe(2);
});

test('an issuer that turns into another one keeps no trust beyond the stale time', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const stand = standKeys({ issuer: provider.issuer });
  await find(stand);
  provider.on(discoveryPath, json({ issuer: 'https://evil.example', jwks_uri: `${provider.issuer}/evil` }));
  provider.on(jwksPath, status(404));
  provider.on('/evil', set('evil'));
  await stand.advance(1100, 10);
  expect(await find(stand)).toHaveLength(1);
  await stand.advance(110, 10);
  await expect(find(stand)).rejects.toMatchObject({ cause: { code: 'discovery_issuer_mismatch' } });
  expect(provider.count('/evil')).toBe(0);
});

test('the URL of the key set alone skips discovery', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, set('a'));
  const discovery = { jwksUri: `${provider.issuer}/jwks` };
  const stand = standKeys({ issuer: 'https://whatever.example', discovery });
  expect(await find(stand)).toHaveLength(1);
  await stand.advance(600, 10);
  expect(provider.count(jwksPath)).toBeGreaterThan(1);
  expect(provider.count(discoveryPath)).toBe(0);
});

test('keys of the configuration need no network and never change', async () => {
  const discovery = { jwks: { keys: [makeKey('a'), makeKey('b', { d: 'AAAA' })] } };
  const fetchDocument = () => Promise.reject(new Error('nothing is to be fetched'));
  const stand = standKeys({ issuer: 'https://whatever.example', discovery, fetchDocument });
  expect(await find(stand)).toHaveLength(1);
  expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', kids: ['a'] });
  await expect(find(stand, 'b')).rejects.toMatchObject({ code: 'key_unknown' });
  expect(stand.told).toEqual([
    { name: 'keyset.suspicious', detail: expect.objectContaining({ reason: 'key_private', kid: 'b' }) },
  ]);
  expect(await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds())).toBeUndefined();
});

test('configured keys of which none can be used are named as such', async () => {
  const stand = standKeys({ issuer: 'https://whatever.example', discovery: { jwks: { keys: [] } } });
  await expect(find(stand)).rejects.toMatchObject({ cause: { code: 'keys_unusable' } });
});

test('discovery that hangs is left at the deadline', async () => {
  const provider = await startScriptedIssuer();
  provider.on(discoveryPath, hang);
  const fetchRules = { ...loopbackRules, deadlineMilliseconds: 200 };
  await expect(find(standKeys({ issuer: provider.issuer, fetchRules }))).rejects.toMatchObject({
    cause: { code: 'deadline_exceeded' },
  });
});

test('two issuers that use one kid have each their own key (key-5)', async () => {
  const [one, other] = [await startScriptedIssuer(), await startScriptedIssuer()];
  one.on(jwksPath, set('a'));
  other.on(jwksPath, set('a'));
  const [mine] = await find(standKeys({ issuer: one.issuer }));
  const [theirs] = await find(standKeys({ issuer: other.issuer }));
  expect(mine?.thumbprint).not.toBe(theirs?.thumbprint);
});
