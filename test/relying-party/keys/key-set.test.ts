import { expect, test } from 'vitest';
import { findOrCode, makeKey, standKeys } from './key-stand.js';
import { discoveryPath, json, jwksPath, startScriptedIssuer, status } from './scripted-issuer.js';

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
  expect(stand.keys.describe()).toMatchObject({ state: 'fresh', kids: ['a'] });
});

test('200 tokens with 200 unknown kids in a second cost at most 6 requests, and the good key goes on', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  for (let i = 0; i < 200; i++) {
    expect(await findOrCode(stand, `unknown-${i}`)).toBe('key_unknown');
    await stand.clock.advanceSeconds(0.005);
  }
  expect(provider.requests.length).toBeLessThanOrEqual(6);
  expect(provider.requests.length).toBeGreaterThan(2);
  expect(stand.keys.find('a', 'ES256')).toHaveLength(1);
});

test('50 unknown kids a second while the provider is down: at most 7 requests a minute, known kids accepted', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer, draw: () => 0 });
  await stand.keys.find('a', 'ES256');
  provider.on(jwksPath, status(503));
  provider.on(discoveryPath, status(503));
  const before = provider.requests.length;
  for (let i = 0; i < 120; i++) {
    expect(await findOrCode(stand, `unknown-${i}`)).toBe('keys_unavailable');
    expect(stand.keys.find('a', 'ES256')).toHaveLength(1);
    await stand.advance(0.5);
  }
  expect(provider.requests.length - before).toBeLessThanOrEqual(7);
  expect(provider.requests.length - before).toBeGreaterThan(3);
});
