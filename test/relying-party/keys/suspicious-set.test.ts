import { expect, test } from 'vitest';
import { findOrCode, type KeyStand, makeKey, standKeys } from './key-stand.js';
import { json, jwksPath, startScriptedIssuer, status } from './scripted-issuer.js';

const [a, b, c] = [makeKey('a'), makeKey('b'), makeKey('c')];
const headers = { 'cache-control': 'max-age=300' };
const plain = (...keys: unknown[]) => json({ keys }, headers);
const ring = (epoch: number, ...keys: unknown[]) => json({ keys, keyturn_epoch: epoch }, headers);

async function standOn(first: ReturnType<typeof json>) {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, first);
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  return { provider, stand };
}

const suspicions = (stand: KeyStand) =>
  stand.told.flatMap(({ name, detail }) =>
    name === 'keyset.suspicious' ? [(detail as { reason: string }).reason] : [],
  );

test('without epochs a shrink takes a second look, at once and past all caches, and is then believed', async () => {
  const { provider, stand } = await standOn(plain(a, b));
  provider.on(jwksPath, plain(a));
  await stand.advance(250);
  expect(provider.count(jwksPath)).toBe(3);
  expect(provider.requests.at(-1)?.headers['cache-control']).toBe('no-cache');
  expect(stand.keys.describe().kids).toEqual(['a']);
  // A retirement is no news where there are no epochs.
  expect(suspicions(stand)).toEqual([]);
  expect(stand.toldNames()).toEqual(['keys.changed', 'keys.changed', 'key.removed']);
});

test('a shrink that the second look does not bear out changes nothing', async () => {
  const { provider, stand } = await standOn(plain(a, b));
  provider.on(jwksPath, (response, sent) =>
    (sent['cache-control'] === 'no-cache' ? plain(a, b) : plain(a))(response, sent),
  );
  await stand.advance(250);
  expect(stand.keys.describe().kids).toEqual(['a', 'b']);
  expect(stand.toldNames()).toEqual(['keys.changed']);
});

test('without epochs an emergency that replaces everything is believed the second time, and told', async () => {
  const { provider, stand } = await standOn(plain(a));
  provider.on(jwksPath, plain(c));
  expect(await findOrCode(stand, 'c')).toBe('found 1');
  expect(await findOrCode(stand, 'a')).toBe('key_unknown');
  expect(suspicions(stand)).toEqual(['all_keys_new']);
});

test('while the second look is under way the first set stays in use', async () => {
  const { provider, stand } = await standOn(plain(a));
  let answer = () => {};
  provider.on(jwksPath, (response, sent) => {
    if (sent['cache-control'] !== 'no-cache') plain(c)(response, sent);
    else answer = () => plain(c)(response, sent);
  });
  await stand.clock.advanceSeconds(250);
  while (provider.count(jwksPath) < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(stand.keys.find('a', 'ES256')).toHaveLength(1);
  answer();
  await stand.settle();
  expect(stand.keys.describe().kids).toEqual(['c']);
});

test('with a higher epoch a shrink is believed at once: no extra fetch in a planned rotation', async () => {
  const { provider, stand } = await standOn(ring(7, a, b));
  provider.on(jwksPath, ring(8, b));
  await stand.advance(250);
  expect(provider.count(jwksPath)).toBe(2);
  expect(stand.keys.describe()).toMatchObject({ kids: ['b'], epoch: 8 });
  expect(suspicions(stand)).toEqual([]);
});

test('a body that lost a key without a higher epoch is not believed, however often', async () => {
  const { provider, stand } = await standOn(ring(7, a, b));
  provider.on(jwksPath, ring(7, b));
  await stand.advance(400);
  expect(stand.keys.describe()).toMatchObject({ state: 'stale', kids: ['a', 'b'] });
  expect(suspicions(stand)).toContain('set_shrank');
  expect(stand.told).toContainEqual({
    name: 'refresh.failed',
    detail: expect.objectContaining({ reason: 'keys_doubtful' }),
  });
  provider.on(jwksPath, ring(7, a, b));
  await stand.advance(61);
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', kids: ['a', 'b'] });
});

test('past its stale time what is in use protects nothing, and the issuer is believed', async () => {
  const { provider, stand } = await standOn(ring(7, a, b));
  provider.on(jwksPath, ring(7, b));
  await stand.advance(1300);
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', kids: ['b'] });
});

test('an older body from a slow replica does not replace a newer one', async () => {
  const { provider, stand } = await standOn(ring(8, a, b));
  provider.on(jwksPath, ring(7, a));
  await stand.advance(205);
  expect(stand.keys.describe()).toMatchObject({ epoch: 8, kids: ['a', 'b'] });
  expect(suspicions(stand)).toEqual(['epoch_lower']);
  // It is asked again ten seconds later, and by then the replica has caught up.
  provider.on(jwksPath, ring(8, a, b));
  await stand.advance(10);
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', epoch: 8 });
  expect(provider.requests.at(-1)?.headers['cache-control']).toBe('no-cache');
});

test('a lower epoch is taken when two fetches 10 s apart agree: a restored provider is not shut out', async () => {
  const { provider, stand } = await standOn(ring(8, a, b));
  provider.on(jwksPath, ring(3, a, c));
  await stand.advance(202);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  expect(stand.keys.describe().epoch).toBe(8);
  await stand.advance(9);
  expect(stand.keys.describe().epoch).toBe(8);
  await stand.advance(2);
  expect(stand.keys.describe()).toMatchObject({ epoch: 3, kids: ['a', 'c'], state: 'fresh' });
});

test('a lower epoch that an unknown kid brought up early still waits its ten seconds', async () => {
  const { provider, stand } = await standOn(ring(8, a));
  provider.on(jwksPath, ring(3, a, c));
  expect(await findOrCode(stand, 'c')).toBe('key_unknown');
  await stand.advance(5);
  expect(await findOrCode(stand, 'd')).toBe('key_unknown');
  expect(stand.keys.describe().epoch).toBe(8);
  await stand.advance(5.5);
  expect(await findOrCode(stand, 'c')).toBe('found 1');
});

test('an issuer in doubt makes nobody wait and is not asked at each request', async () => {
  const { provider, stand } = await standOn(ring(8, a, b));
  let epoch = 1;
  // Another lower epoch each time: never two that agree.
  provider.on(jwksPath, (response, sent) => ring((epoch++ % 2) + 1, a)(response, sent));
  await stand.advance(320);
  const before = provider.count(jwksPath);
  for (let i = 0; i < 100; i++) expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  await stand.settle();
  expect(provider.count(jwksPath)).toBe(before);
});

test('an epoch that is gone counts as lower', async () => {
  const { provider, stand } = await standOn(ring(8, a));
  provider.on(jwksPath, plain(a, c));
  await stand.advance(205);
  expect(stand.keys.describe()).toMatchObject({ epoch: 8, kids: ['a'] });
  expect(suspicions(stand)).toEqual(['epoch_lower']);
});

test('a failed second look leaves everything as it was', async () => {
  const { provider, stand } = await standOn(plain(a, b));
  provider.on(jwksPath, (response, sent) =>
    (sent['cache-control'] === 'no-cache' ? status(503) : plain(a))(response, sent),
  );
  await stand.advance(250);
  expect(stand.keys.describe().kids).toEqual(['a', 'b']);
  expect(stand.toldNames()).toContain('refresh.failed');
});

test('a set that grows under the epoch it had is believed at once: no good token is refused for it', async () => {
  const { provider, stand } = await standOn(ring(7, a));
  provider.on(jwksPath, ring(7, a, b));
  expect(await findOrCode(stand, 'b')).toBe('found 1');
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  expect(provider.count(jwksPath)).toBe(2);
  expect(suspicions(stand)).toEqual([]);
});
