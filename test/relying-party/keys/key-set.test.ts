import { expect, test } from 'vitest';
import { findOrCode, makeKey, standKeys } from './key-stand.js';
import { discoveryPath, json, jwksPath, startScriptedIssuer } from './scripted-issuer.js';

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

test('whoever waits for keys is told, and why', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' }));
  const stand = standKeys({ issuer: provider.issuer });
  const reasons = () => stand.waits.splice(0).map(({ kid, reason }) => [kid, reason]);
  await stand.keys.find('a', 'ES256');
  expect(reasons()).toEqual([['a', 'kid_unknown']]);
  await stand.keys.find('a', 'ES256');
  expect(reasons()).toEqual([]);
  await findOrCode(stand, 'b');
  expect(reasons()).toEqual([['b', 'kid_unknown']]);
  await findOrCode(stand, 'b');
  // Refused for a while without another look.
  expect(reasons()).toEqual([]);
  await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds());
  expect(reasons()).toEqual([['a', 'signature_invalid']]);
  // Asleep since long ago.
  await stand.advance(86_400, 3600);
  await stand.keys.find('a', 'ES256');
  expect(reasons()).toEqual([['a', 'set_not_fresh']]);
});

test('a listener that asks for keys when it hears of a wait waits with the others, and is told once', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const asked: unknown[] = [];
  const stand = standKeys({
    issuer: provider.issuer,
    onWaited: () => asked.push(stand.keys.find('a', 'ES256')),
  });
  const found = await stand.keys.find('a', 'ES256');
  expect(await Promise.all(asked)).toEqual([found]);
  expect(stand.waits).toHaveLength(1);
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
  expect(stand.waits).toHaveLength(1);
  // About two in three of its lives, each 300 s long.
  expect(provider.count(jwksPath)).toBeLessThan(86_400 / 200);
});

test('a refresh that takes its time makes nobody wait', async () => {
  const provider = await startScriptedIssuer();
  const set = json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=30' });
  provider.on(jwksPath, set);
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  let answer = () => {};
  provider.on(jwksPath, (response, headers) => (answer = () => set(response, headers)));
  await stand.clock.advanceSeconds(29);
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

test('who falls asleep while the set is fresh is woken by the next request, which does not wait', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=3600' }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  // Refreshed after 2430 s, when it was last seen in use, and after 4860 s; at 7290 s it has been idle for over an hour.
  await stand.advance(7400, 50);
  expect(provider.count(jwksPath)).toBe(3);
  expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  await stand.advance(1);
  expect(provider.count(jwksPath)).toBe(4);
  await stand.advance(1500, 50);
  expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
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

test('after close what is held serves while it is fresh, and nothing is fetched', async () => {
  const provider = await startScriptedIssuer();
  provider.on(
    jwksPath,
    json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300, stale-if-error=900' }),
  );
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  stand.keys.close();
  const before = provider.requests.length;
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  expect(await findOrCode(stand, 'b')).toBe('verifier_closed');
  stand.keys.hintEpoch(9);
  expect(await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds())).toBeUndefined();
  await stand.advance(298, 149);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  // Stale keys are for outages, where news may still come; here none can.
  await stand.advance(3);
  expect(await findOrCode(stand, 'a')).toBe('verifier_closed');
  await stand.advance(1000, 100);
  expect(provider.requests.length).toBe(before);
});

test('close while the first fetch is under way leaves nobody hanging', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  const found = findOrCode(stand, 'a');
  stand.keys.close();
  expect(await found).toBe('verifier_closed');
});

test('a flight that ends as none of ours does is begun again, and whoever waited for it never sees how it ended', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  let flights = 0;
  const draw = () => {
    if (flights++ === 0) throw new Error('the request that began it has ended');
    return 0.5;
  };
  const stand = standKeys({ issuer: provider.issuer, draw });
  const all = await Promise.all([findOrCode(stand, 'a'), findOrCode(stand, 'a')]);
  expect(all).toEqual(['found 1', 'found 1']);
});
