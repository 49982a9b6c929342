import { expect, test } from 'vitest';
import { findOrCode, makeKey, shortDurations, standKeys } from './key-stand.js';
import { hang, json, jwksPath, type ScriptedIssuer, startScriptedIssuer, status } from './scripted-issuer.js';

async function standWith(kids: readonly string[], options = {}) {
  const provider = await startScriptedIssuer();
  const keys = kids.map((kid) => makeKey(kid));
  provider.on(jwksPath, json({ keys }, { etag: '"1"' }));
  const stand = standKeys({ issuer: provider.issuer, ...options });
  await stand.keys.find(kids[0], 'ES256');
  return { provider, stand, keys };
}

const lastHeaders = (provider: ScriptedIssuer) => provider.requests.at(-1)?.headers;

test('a key published right after a fetch is found at once, past all caches', async () => {
  const { provider, stand, keys } = await standWith(['a']);
  provider.on(jwksPath, json({ keys: [...keys, makeKey('b')] }));
  expect(await findOrCode(stand, 'b')).toBe('found 1');
  expect(lastHeaders(provider)).toMatchObject({ 'cache-control': 'no-cache' });
  expect(lastHeaders(provider)).not.toHaveProperty('if-none-match');
});

test('200 unknown kids in a second cost at most 6 requests, and the good key never waits', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const stand = standKeys({ issuer: provider.issuer });
  for (let i = 0; i < 200; i++) {
    expect(await findOrCode(stand, `unknown-${i}`)).toBe('key_unknown');
    expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
    await stand.clock.advanceSeconds(0.005);
  }
  expect(provider.requests.length).toBeLessThanOrEqual(6);
  expect(provider.requests.length).toBeGreaterThan(2);
});

test('200 unknown kids at once share one fetch', async () => {
  const { provider, stand } = await standWith(['a']);
  const codes = await Promise.all(Array.from({ length: 200 }, (_, i) => findOrCode(stand, `unknown-${i}`)));
  expect(new Set(codes)).toEqual(new Set(['key_unknown']));
  expect(provider.count(jwksPath)).toBe(2);
});

test('under a flood a new key is found within 10 s of its publication, and no cached key is lost', async () => {
  const { provider, stand, keys } = await standWith(['a']);
  let asked = 0;
  const floodFor = async (seconds: number, until: () => Promise<boolean>) => {
    for (let passed = 0; passed < seconds; passed += 0.125) {
      for (let i = 0; i < 10; i++) await findOrCode(stand, `flood-${asked++}`);
      expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
      if (await until()) return passed;
      await stand.clock.advanceSeconds(0.125);
    }
    return Number.POSITIVE_INFINITY;
  };
  const before = provider.count(jwksPath);
  await floodFor(34, async () => false);
  expect(provider.count(jwksPath) - before).toBeLessThanOrEqual(5 + Math.ceil(34 / 10));
  provider.on(jwksPath, json({ keys: [...keys, makeKey('b')] }));
  const found = await floodFor(60, async () => (await findOrCode(stand, 'b')) === 'found 1');
  expect(found).toBeLessThanOrEqual(10);
});

test('forged tokens that carry the next kid keep it out no longer than 10 s after it is published', async () => {
  const { provider, stand, keys } = await standWith(['a']);
  for (let passed = 0; passed < 25; passed += 0.25) {
    expect(await findOrCode(stand, 'next')).toBe('key_unknown');
    await stand.clock.advanceSeconds(0.25);
  }
  provider.on(jwksPath, json({ keys: [...keys, makeKey('next')] }));
  let passed = 0;
  for (; (await findOrCode(stand, 'next')) !== 'found 1'; passed += 0.25)
    await stand.clock.advanceSeconds(0.25);
  expect(passed).toBeLessThanOrEqual(10);
  // One kid repeated for 25 s cost one fetch each cooldown, not the whole budget.
  expect(provider.count(jwksPath)).toBeLessThanOrEqual(1 + 3 + 1);
});

test('any change of the set forgets which kids were missing', async () => {
  const { provider, stand, keys } = await standWith(['a']);
  expect(await findOrCode(stand, 'b')).toBe('key_unknown');
  provider.on(jwksPath, json({ keys: [...keys, makeKey('c')] }));
  expect(await findOrCode(stand, 'c')).toBe('found 1');
  provider.on(jwksPath, json({ keys: [...keys, makeKey('c'), makeKey('b')] }));
  // Not ten seconds later, and not from the set in use: it was asked for again.
  const before = provider.count(jwksPath);
  await findOrCode(stand, 'b');
  expect(provider.count(jwksPath)).toBeGreaterThan(before);
});

test('a miss that met an ordinary refresh is looked up once more, past all caches', async () => {
  const { provider, stand, keys } = await standWith(['a']);
  let answers: (() => void)[] = [];
  provider.on(jwksPath, (response, headers) => {
    const fromCache = headers['cache-control'] !== 'no-cache';
    answers.push(() => json({ keys: fromCache ? keys : [...keys, makeKey('b')] })(response, headers));
  });
  // The refresh ahead began a second ago.
  await stand.clock.advanceSeconds(406);
  const found = findOrCode(stand, 'b');
  const answerNext = async () => {
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (const answer of answers) answer();
    answers = [];
  };
  await answerNext();
  await answerNext();
  expect(await found).toBe('found 1');
  expect(provider.count(jwksPath)).toBe(3);
});

test('a failed signature under a known kid refetches once for each kid and cooldown', async () => {
  const { provider, stand } = await standWith(['a', 'b']);
  const before = provider.count(jwksPath);
  for (let i = 0; i < 20; i++) {
    expect(await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds())).toBeUndefined();
    expect(await stand.keys.findAfterFailure('b', 'ES256', stand.clock.nowSeconds())).toBeUndefined();
  }
  expect(provider.count(jwksPath) - before).toBe(2);
  await stand.advance(10);
  expect(await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds())).toBeUndefined();
  expect(provider.count(jwksPath) - before).toBe(3);
});

test('a kid that names another key now gives the new candidates', async () => {
  const { provider, stand } = await standWith(['a']);
  const [old] = await stand.keys.find('a', 'ES256');
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const after = await stand.keys.findAfterFailure('a', 'ES256', stand.clock.nowSeconds());
  expect(after).toHaveLength(1);
  expect(after?.[0]).not.toBe(old);
  expect(stand.told.filter(({ name }) => name === 'key.removed')).toEqual([
    { name: 'key.removed', detail: { issuer: provider.issuer, kid: 'a', thumbprint: old?.thumbprint } },
  ]);
});

test('misses and failed signatures spend from one budget', async () => {
  const kids = Array.from({ length: 10 }, (_, i) => `k${i}`);
  const { provider, stand } = await standWith(kids, { durations: shortDurations({}) });
  await stand.advance(60);
  const before = provider.count(jwksPath);
  for (const kid of kids) {
    await stand.keys.findAfterFailure(kid, 'ES256', stand.clock.nowSeconds());
    await findOrCode(stand, `unknown-${kid}`);
  }
  expect(provider.count(jwksPath) - before).toBe(5);
});

test('an unknown kid while the provider fails is nobody to blame: 503, and no further attempt', async () => {
  const { provider, stand } = await standWith(['a']);
  provider.on(jwksPath, status(503));
  expect(await findOrCode(stand, 'b')).toBe('keys_unavailable');
  const before = provider.count(jwksPath);
  for (let i = 0; i < 50; i++) expect(await findOrCode(stand, `unknown-${i}`)).toBe('keys_unavailable');
  expect(provider.count(jwksPath)).toBe(before);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
});

test('a hint of a higher epoch refetches in the background after a while, once each', async () => {
  const provider = await startScriptedIssuer();
  const [a, b] = [makeKey('a'), makeKey('b')];
  provider.on(jwksPath, json({ keys: [a], keyturn_epoch: 7 }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  stand.keys.hintEpoch(7);
  stand.keys.hintEpoch(6);
  // Half of three tenths of 600 s.
  await stand.advance(91, 91);
  expect(provider.count(jwksPath)).toBe(1);
  // A replica that lags: looked into once more, when P is over.
  stand.keys.hintEpoch(8);
  await stand.advance(91, 91);
  for (let i = 0; i < 100; i++) stand.keys.hintEpoch(8);
  expect(provider.count(jwksPath)).toBe(2);
  await stand.advance(10, 10);
  expect(provider.count(jwksPath)).toBe(2);
  await stand.advance(3, 3);
  expect(provider.count(jwksPath)).toBe(3);
  // Then the hint is spent.
  for (let i = 0; i < 100; i++) stand.keys.hintEpoch(8);
  await stand.advance(100, 100);
  expect(provider.count(jwksPath)).toBe(3);
  expect(lastHeaders(provider)).toMatchObject({ 'cache-control': 'no-cache' });
  provider.on(jwksPath, json({ keys: [b], keyturn_epoch: 9 }));
  stand.keys.hintEpoch(9);
  // In the background: whoever asks meanwhile gets what is there.
  expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  await stand.advance(91, 91);
  expect(stand.keys.describe()).toMatchObject({ epoch: 9, kids: ['b'] });
  // Withdrawn under a higher epoch: it never returns (I7), and nothing is asked.
  const before = provider.count(jwksPath);
  expect(await findOrCode(stand, 'a')).toBe('key_unknown');
  expect(provider.count(jwksPath)).toBe(before);
  expect(await findOrCode(stand, 'c')).toBe('key_unknown');
  expect(provider.count(jwksPath)).toBe(before + 1);
});

test('a second look finds what a replica that lagged did not show', async () => {
  const provider = await startScriptedIssuer();
  const [a, b] = [makeKey('a'), makeKey('b')];
  provider.on(jwksPath, json({ keys: [a], keyturn_epoch: 7 }));
  const stand = standKeys({ issuer: provider.issuer });
  await stand.keys.find('a', 'ES256');
  stand.keys.hintEpoch(8);
  await stand.advance(91, 91);
  expect(stand.keys.describe()).toMatchObject({ epoch: 7 });
  provider.on(jwksPath, json({ keys: [b], keyturn_epoch: 8 }));
  await stand.advance(13, 13);
  expect(stand.keys.describe()).toMatchObject({ epoch: 8, kids: ['b'] });
});

test('a listener that asks for keys while the news is told finds everything in its place', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [makeKey('a')] }));
  const asked: Promise<string>[] = [];
  const stand = standKeys({
    issuer: provider.issuer,
    onTold: () => asked.push(findOrCode(stand, 'a'), findOrCode(stand, 'unknown')),
  });
  await stand.keys.find('a', 'ES256');
  expect(await Promise.all(asked)).toEqual(['found 1', 'key_unknown']);
  expect(provider.count(jwksPath)).toBe(2);
});

test('what a verification has waited for keys is part of what it may wait when its signature then fails', async () => {
  const { provider, stand } = await standWith(['a']);
  provider.on(jwksPath, hang);
  const sinceSeconds = stand.clock.nowSeconds();
  await stand.clock.advanceSeconds(4);
  const answers: unknown[] = [];
  void stand.keys.findAfterFailure('a', 'ES256', sinceSeconds).then((found) => answers.push(found));
  await stand.clock.advanceSeconds(0.9);
  expect(answers).toEqual([]);
  await stand.clock.advanceSeconds(0.2);
  expect(answers).toEqual([undefined]);
});
