import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { withDeadline } from '../../../relying-party/fetch/deadline.js';
import { createNodeFetch } from '../../../relying-party/fetch/node.js';
import { findOrCode, type KeyStand, loopbackRules, makeKey, shortDurations, standKeys } from './key-stand.js';
import {
  type Answer,
  discoveryPath,
  drip,
  endless,
  hang,
  json,
  jwksPath,
  reset,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
  text,
} from './scripted-issuer.js';

const good = json({ keys: [makeKey('a')] }, { 'cache-control': 'max-age=300' });

async function standGood(options = {}) {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, good);
  const stand = standKeys({ issuer: provider.issuer, ...options });
  await stand.keys.find('a', 'ES256');
  return { provider, stand };
}

function failAll(provider: ScriptedIssuer, answer: Answer) {
  provider.on(jwksPath, answer);
  provider.on(discoveryPath, answer);
}

/** A door whose deadline comes when the test says, and an answer that has come too late before it began. */
function deadlineByHand() {
  const clock = new VirtualClock(0);
  const fetchRules = { ...loopbackRules, deadlineMilliseconds: 5000 };
  const tooLate =
    (answer: Answer): Answer =>
    (response, headers) => {
      answer(response, headers);
      void clock.advanceSeconds(5);
    };
  return { options: { fetchRules, fetchDocument: createNodeFetch({ clock }) }, tooLate };
}

const attempts = (stand: KeyStand) => stand.toldNames().filter((name) => name === 'refresh.failed').length;

test('50 unknown kids while the provider is down: at most 7 requests a minute, known kids accepted (key-8)', async () => {
  const { provider, stand } = await standGood({ draw: () => 0 });
  failAll(provider, status(503));
  const before = provider.requests.length;
  for (let i = 0; i < 120; i++) {
    expect(await findOrCode(stand, `unknown-${i}`)).toBe('keys_unavailable');
    expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
    await stand.advance(0.5);
  }
  expect(provider.requests.length - before).toBeLessThanOrEqual(7);
  expect(provider.requests.length - before).toBeGreaterThan(3);
});

test.each([
  ['answers 503', status(503)],
  ['hangs up', reset],
  ['answers 200 with HTML', text('<html></html>', { 'content-type': 'text/html' })],
  ['answers an empty set', json({ keys: [] })],
  ['redirects', status(302, { location: '/' })],
])(
  'a provider that %s: stale for E past its freshness, then 503, and back with the first answer',
  async (_name, answer) => {
    const { provider, stand } = await standGood();
    failAll(provider, answer);
    await stand.advance(300);
    expect(stand.keys.describe().state).toBe('stale');
    for (let passed = 300; passed < 1195; passed += 5) {
      expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
      await stand.advance(5, 5);
    }
    expect(stand.toldNames()).toContain('stale.served');
    expect(stand.toldNames()).not.toContain('key.removed');
    await stand.advance(10);
    expect(stand.keys.describe().state).toBe('unavailable');
    const refused = Promise.resolve(stand.keys.find('a', 'ES256'));
    await expect(refused).rejects.toMatchObject({ code: 'keys_unavailable', status: 503, retryable: true });
    provider.on(jwksPath, good);
    provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: provider.issuer + jwksPath }));
    await stand.advance(61);
    expect(Array.isArray(stand.keys.find('a', 'ES256'))).toBe(true);
  },
);

test('stale-if-error of the provider shortens the stale time, must-revalidate forbids it unless loosened', async () => {
  const headers = (value: string) => json({ keys: [makeKey('a')] }, { 'cache-control': value });
  const until = async (value: string, options = {}) => {
    const provider = await startScriptedIssuer();
    provider.on(jwksPath, headers(value));
    const stand = standKeys({ issuer: provider.issuer, ...options });
    await stand.keys.find('a', 'ES256');
    failAll(provider, status(503));
    let passed = 0;
    for (; (await findOrCode(stand, 'a')) === 'found 1'; passed += 5) await stand.advance(5, 5);
    return passed;
  };
  expect(await until('max-age=300, stale-if-error=100')).toBe(400);
  expect(await until('max-age=300, must-revalidate')).toBe(300);
  const loosened = { allowStaleInSpiteOfMustRevalidate: true };
  expect(await until('max-age=300, stale-if-error=100, must-revalidate', loosened)).toBe(400);
});

test('stale service is told once for each failed attempt', async () => {
  const { provider, stand } = await standGood();
  failAll(provider, status(503));
  await stand.advance(310);
  const before = attempts(stand);
  const countStale = () => stand.toldNames().filter((name) => name === 'stale.served').length;
  for (let i = 0; i < 100; i++) await stand.keys.find('a', 'ES256');
  const served = stand.told.filter(({ name }) => name === 'stale.served');
  expect(served).toHaveLength(1);
  expect(served[0]?.detail).toEqual({
    issuer: provider.issuer,
    ageSeconds: 310,
    usableForSeconds: 890,
  });
  await stand.advance(120);
  await stand.keys.find('a', 'ES256');
  expect(attempts(stand)).toBeGreaterThan(before);
  expect(countStale()).toBe(2);
  // Another outage is told anew.
  provider.on(jwksPath, good);
  await stand.advance(61);
  await stand.keys.find('a', 'ES256');
  provider.on(jwksPath, status(503));
  await stand.advance(301);
  await stand.keys.find('a', 'ES256');
  expect(countStale()).toBe(3);
});

test('a key that the reachable provider removed is refused within one refresh (key-7)', async () => {
  const { provider, stand } = await standGood();
  provider.on(jwksPath, json({ keys: [makeKey('b')] }, { 'cache-control': 'max-age=300' }));
  for (let passed = 0; passed < 300; passed += 5) {
    await findOrCode(stand, 'a');
    await stand.advance(5, 5);
  }
  expect(await findOrCode(stand, 'a')).toBe('key_unknown');
});

test('the back-off doubles to a minute and starts anew after a success', async () => {
  const { provider, stand } = await standGood({ draw: () => 0.999999 });
  failAll(provider, status(503));
  const pausesOf = () =>
    stand.told.flatMap(({ name, detail }) =>
      name === 'refresh.failed'
        ? [Math.round((detail as { nextAttemptInSeconds: number }).nextAttemptInSeconds)]
        : [],
    );
  await stand.advance(600);
  const before = pausesOf();
  expect(before.slice(0, 7)).toEqual([2, 4, 8, 16, 32, 60, 60]);
  provider.on(jwksPath, good);
  await stand.advance(60);
  provider.on(jwksPath, status(503));
  await stand.advance(260);
  expect(pausesOf().slice(before.length, before.length + 3)).toEqual([2, 4, 8]);
});

test('with nothing in hand: one request waits, and while the provider pauses us none does (key-10)', async () => {
  const provider = await startScriptedIssuer();
  failAll(provider, status(503));
  const stand = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
  const before = provider.requests.length;
  for (let i = 0; i < 100; i++) expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
  expect(provider.requests.length).toBe(before);
});

test('nobody waits for another try at a provider that hangs', async () => {
  const provider = await startScriptedIssuer();
  const { options, tooLate } = deadlineByHand();
  failAll(provider, tooLate(hang));
  const stand = standKeys({ issuer: provider.issuer, ...options });
  expect(await findOrCode(stand, 'a')).toBe('keys_unavailable');
  failAll(provider, hang);
  await stand.clock.advanceSeconds(2);
  while (provider.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const answers = await Promise.race([
    Promise.all(Array.from({ length: 50 }, () => findOrCode(stand, 'a'))),
    stand.settle().then(() => 'only after the hanging fetch'),
  ]);
  expect(answers).toEqual(Array.from({ length: 50 }, () => 'keys_unavailable'));
  provider.hangUp();
  await stand.settle();
});

test.each([
  ['drips', drip, 'deadline_exceeded'],
  ['hangs', hang, 'deadline_exceeded'],
  ['sends 50 MB', endless(50_000_000, () => undefined), 'body_too_large'],
  ['hangs up', reset, 'connection_failed'],
])(
  'a key set that %s is a failed refresh with its code, and the last good set stays',
  async (_name, answer, code) => {
    const { options, tooLate } = deadlineByHand();
    const { provider, stand } = await standGood(options);
    provider.on(jwksPath, code === 'deadline_exceeded' ? tooLate(answer) : answer);
    await stand.advance(301);
    expect(await findOrCode(stand, 'a')).toBe('found 1');
    const reasons = stand.told.flatMap(({ name, detail }) =>
      name === 'refresh.failed' ? [(detail as { reason: string }).reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set([code]));
  },
);

test('one issuer that hangs starves no other', async () => {
  const sick = await startScriptedIssuer();
  const { options, tooLate } = deadlineByHand();
  failAll(sick, tooLate(hang));
  const { stand: well } = await standGood();
  const waiting = findOrCode(standKeys({ issuer: sick.issuer, ...options }), 'a');
  const first = await Promise.race([waiting, well.keys.find('a', 'ES256')]);
  expect(first).toHaveLength(1);
  expect(await waiting).toBe('keys_unavailable');
});

test('while the provider hangs nobody waits longer than one fetch may take, however long the attempt', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, good);
  const network = createNodeFetch();
  let isHanging = false;
  const asked: string[] = [];
  const stand = standKeys({
    issuer: provider.issuer,
    durations: shortDurations({ staleIfErrorSeconds: 0 }),
    fetchDocument(request, rules) {
      asked.push(request.url);
      if (!isHanging) return network(request, rules);
      return withDeadline(stand.clock, rules.deadlineMilliseconds, () => new Promise(() => {}));
    },
  });
  await stand.keys.find('a', 'ES256');
  // Let sleep, so that the next who asks begins the attempt.
  await stand.clock.advanceSeconds(8000);
  isHanging = true;
  asked.splice(0);
  const ended: { readonly code: string; readonly afterSeconds: number }[] = [];
  const ask = () => {
    const from = stand.clock.nowSeconds();
    void findOrCode(stand, 'a').then((code) => {
      ended.push({ code, afterSeconds: stand.clock.nowSeconds() - from });
    });
  };
  for (let second = 0; second < 20; second++) {
    ask();
    await stand.clock.advanceSeconds(0);
    await stand.clock.advanceSeconds(1);
  }
  await stand.clock.advanceSeconds(5);
  expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: 20 }, () => 'keys_unavailable'));
  const waits = ended.map(({ afterSeconds }) => afterSeconds);
  // Those of the first five seconds share one flight and end with its first fetch; the others are answered at once.
  expect(Math.max(...waits)).toBe(5);
  expect(waits.filter((seconds) => seconds > 0).length).toBeLessThanOrEqual(10);
  // The attempt went on without them: where keys are could not be read, so they were asked for where they were.
  expect(asked.slice(0, 2)).toEqual([`${provider.issuer}${discoveryPath}`, `${provider.issuer}${jwksPath}`]);
});
