import { expect, test } from 'vitest';
import { findOrCode, makeKey, standKeys } from './key-stand.js';
import { discoveryPath, json, jwksPath, startScriptedIssuer, status } from './scripted-issuer.js';

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

test('nor by a little, while the provider pauses us', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300, must-revalidate' }));
  let setBackSeconds = 0;
  const stand = standKeys({
    issuer: provider.issuer,
    draw: () => 0.999,
    clockView: (clock) => ({
      nowSeconds: () => clock.nowSeconds() - setBackSeconds,
      monotonicMilliseconds: () => clock.monotonicMilliseconds(),
      after: (milliseconds, task) => clock.after(milliseconds, task),
    }),
  });
  await stand.keys.find('a', 'ES256');
  provider.on(jwksPath, status(503));
  provider.on(discoveryPath, status(503));
  // Between the attempts at about 285 and 317 s.
  await stand.advance(292);
  setBackSeconds = 60;
  await stand.advance(10);
  expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
});
