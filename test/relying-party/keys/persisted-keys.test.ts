import { persistedKeySets } from '@keyturn/relying-party/persisted-keys';
import type { Clock } from '@keyturn/shared/clock';
import type { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import Keyv from 'keyv';
import { describe, expect, test, vi } from 'vitest';
import type { KeyValueStore } from '../../../relying-party/persisted/key-set-keeper.js';
import { findOrCode, type KeyStand, makeKey, standKeys } from './key-stand.js';
import {
  discoveryPath,
  json,
  jwksPath,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
} from './scripted-issuer.js';

const secret = 'a secret of tests that nobody else has';
const [keyA, keyB] = [makeKey('a'), makeKey('b')];
const forFiveMinutes = { 'cache-control': 'max-age=300' };
/** max-age and the stale time that the default profile allows: from the fetch. */
const usableSeconds = 300 + 900;

/** A Keyv in memory, with what is in it to be looked at and changed. */
function makeStore() {
  const keyv = new Keyv();
  const names = new Set<string>();
  const store: KeyValueStore = {
    get: (name) => keyv.get(name),
    set(name, value, ttlMilliseconds) {
      names.add(name);
      return keyv.set(name, value, ttlMilliseconds);
    },
  };
  const read = async () => String(await keyv.get([...names][0] as string));
  const write = (value: unknown) => keyv.set([...names][0] as string, value);
  return { store, names, read, write };
}

/** For as long as a busy machine takes. */
const eventually = (look: () => unknown) => vi.waitFor(look, { timeout: 200_000 });

const later =
  (seconds: number) =>
  (clock: VirtualClock): Clock => ({
    nowSeconds: () => clock.nowSeconds() + seconds,
    monotonicMilliseconds: () => clock.monotonicMilliseconds(),
    after: (milliseconds, task) => clock.after(milliseconds, task),
  });

interface Started {
  readonly afterSeconds?: number;
  readonly seal?: string | null;
  readonly more?: Partial<Parameters<typeof standKeys>[0]>;
}

/** A process that starts so many seconds after the first. */
function startProcess(
  { issuer }: ScriptedIssuer,
  store: KeyValueStore,
  { afterSeconds = 0, seal = secret, more = {} }: Started = {},
): KeyStand {
  const keySetStore = persistedKeySets(store, { secret: seal });
  return standKeys({ issuer, keySetStore, clockView: later(afterSeconds), ...more });
}

function fail(provider: ScriptedIssuer): void {
  provider.on(jwksPath, status(500));
  provider.on(discoveryPath, status(500));
}

/** A provider whose set a first process fetched and kept, and that then fails. */
async function keptAndGone(
  body: object = { keys: [keyA] },
  headers: Record<string, string> = forFiveMinutes,
) {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json(body, headers));
  const kept = makeStore();
  const first = startProcess(provider, kept.store);
  expect(await findOrCode(first, 'a')).toBe('found 1');
  await eventually(async () => expect(await kept.read()).toContain('requestedAtSeconds'));
  first.keys.close();
  fail(provider);
  return { provider, ...kept };
}

test('a restart in an outage serves what was kept, with an event, and without it nothing', async () => {
  const { provider, store } = await keptAndGone();
  const again = startProcess(provider, store, { afterSeconds: 400 });
  expect(await findOrCode(again, 'a')).toBe('found 1');
  expect(again.told.find(({ name }) => name === 'keys.recalled')?.detail).toEqual({
    issuer: provider.issuer,
    epoch: undefined,
    ageSeconds: 400,
    usableForSeconds: usableSeconds - 400,
  });
  expect(again.toldNames()).toContain('stale.served');
  expect(await findOrCode(again, 'b')).toBe('keys_unavailable');
  const forgetful = standKeys({ issuer: provider.issuer });
  expect(await findOrCode(forgetful, 'a')).toBe('keys_unavailable');
});

test.each([
  [usableSeconds - 1, 'found 1'],
  [usableSeconds, 'keys_unavailable'],
  [usableSeconds + 1, 'keys_unavailable'],
])('%i s after the fetch a process that starts says %s', async (afterSeconds, outcome) => {
  const { provider, store } = await keptAndGone();
  expect(await findOrCode(startProcess(provider, store, { afterSeconds }), 'a')).toBe(outcome);
});

test('no number of restarts stretches the bound, which is counted from the fetch', async () => {
  const { provider, store } = await keptAndGone();
  for (let afterSeconds = 100; afterSeconds < usableSeconds; afterSeconds += 100) {
    const process = startProcess(provider, store, { afterSeconds });
    expect(await findOrCode(process, 'a')).toBe('found 1');
    process.keys.close();
  }
  const last = startProcess(provider, store, { afterSeconds: usableSeconds - 2 });
  expect(await findOrCode(last, 'a')).toBe('found 1');
  await last.advance(1);
  expect(await findOrCode(last, 'a')).toBe('found 1');
  await last.advance(1);
  expect(await findOrCode(last, 'a')).toBe('keys_unavailable');
});

test('must-revalidate forbids stale keys after a restart too', async () => {
  const { provider, store } = await keptAndGone(undefined, {
    'cache-control': 'max-age=300, must-revalidate',
  });
  expect(await findOrCode(startProcess(provider, store, { afterSeconds: 299 }), 'a')).toBe('found 1');
  expect(await findOrCode(startProcess(provider, store, { afterSeconds: 300 }), 'a')).toBe(
    'keys_unavailable',
  );
});

test('a shorter stale time of the new configuration holds', async () => {
  const { provider, store } = await keptAndGone();
  const { verifier } = (await import('@keyturn/shared/profiles')).profiles.default;
  const more = { durations: { ...verifier, staleIfErrorSeconds: 10 } };
  expect(await findOrCode(startProcess(provider, store, { afterSeconds: 311, more }), 'a')).toBe(
    'keys_unavailable',
  );
  expect(await findOrCode(startProcess(provider, store, { afterSeconds: 309, more }), 'a')).toBe('found 1');
});

test('a provider that answers is believed, not what was kept', async () => {
  const { provider, store } = await keptAndGone();
  provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}${jwksPath}` }));
  provider.on(jwksPath, json({ keys: [keyB] }, forFiveMinutes));
  const again = startProcess(provider, store, { afterSeconds: 10 });
  expect(await findOrCode(again, 'b')).toBe('found 1');
  expect(await findOrCode(again, 'a')).toBe('key_unknown');
});

test('a lower epoch is believed no sooner than against a set at hand', async () => {
  const { provider, store } = await keptAndGone({ keys: [keyA], keyturn_epoch: 5 });
  provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}${jwksPath}` }));
  provider.on(jwksPath, json({ keys: [keyB], keyturn_epoch: 4 }, forFiveMinutes));
  const again = startProcess(provider, store, { afterSeconds: 10 });
  expect(await findOrCode(again, 'a')).toBe('found 1');
  expect(again.told.map(({ detail }) => (detail as { reason?: string }).reason)).toContain('epoch_lower');
  expect(again.keys.describe()).toMatchObject({ epoch: 5, kids: ['a'] });
});

test('a replica that lags writes nothing over a higher epoch', async () => {
  const { provider, store, read } = await keptAndGone({ keys: [keyA], keyturn_epoch: 5 });
  const before = await read();
  provider.on(discoveryPath, json({ issuer: provider.issuer, jwks_uri: `${provider.issuer}${jwksPath}` }));
  provider.on(jwksPath, json({ keys: [keyA], keyturn_epoch: 4 }, forFiveMinutes));
  // It did not hear of what was kept.
  const asked: string[] = [];
  const deafOnce: KeyValueStore = {
    get: async (name) => (asked.push(name) === 1 ? undefined : store.get(name)),
    set: store.set,
  };
  const lagging = startProcess(provider, deafOnce, { afterSeconds: 10 });
  expect(await findOrCode(lagging, 'a')).toBe('found 1');
  await eventually(() => expect(asked).toHaveLength(2));
  await lagging.settle();
  expect(await read()).toBe(before);
});

describe('what is kept and cannot be used is ignored, with an event', () => {
  const change = (changes: Record<string, unknown>) => (text: string) =>
    JSON.stringify({ ...JSON.parse(text), ...changes });
  const withoutSeal = (text: string) => text.slice(text.indexOf('.') + 1);

  test.each<[string, (text: string) => unknown, string]>([
    ['no text', () => ({ keys: [keyA] }), 'record_corrupt'],
    ['no JSON', () => 'keys', 'record_corrupt'],
    ['half of it', (text) => text.slice(0, text.length / 2), 'record_corrupt'],
    ['too long', (text) => text + ' '.repeat(2 ** 20), 'record_corrupt'],
    ['another version', change({ version: 2 }), 'record_corrupt'],
    ['no body', change({ body: undefined }), 'record_corrupt'],
    ['a body that is no set', change({ body: '{"keys":[]}' }), 'keys_missing'],
    ['a time that is no number', change({ requestedAtSeconds: '1' }), 'record_corrupt'],
    ['a time that is negative', change({ requestedAtSeconds: -1 }), 'record_corrupt'],
    ['cache headers that are none', change({ cache: { maxAgeSeconds: 1e9 } }), 'record_corrupt'],
    ['another issuer', change({ issuer: 'https://other.example' }), 'record_of_another_place'],
    ['another start', change({ from: 'https://other.example/jwks' }), 'record_of_another_place'],
    ['an address that may not be asked', change({ jwksUri: 'file:///etc/keys' }), 'url_refused'],
    ['the future', change({ requestedAtSeconds: 1_700_000_000 + 161 }), 'record_from_the_future'],
    ['the past', change({ requestedAtSeconds: 1_600_000_000 }), 'record_too_old'],
    ['algorithms that are not ours', change({ algorithms: ['RS256'] }), 'keys_unusable'],
  ])('%s', async (_what, spoil, reason) => {
    const { provider, store, read, write } = await keptAndGone();
    await write(spoil(withoutSeal(await read())));
    const again = startProcess(provider, store, { afterSeconds: 100, seal: null });
    expect(await findOrCode(again, 'a')).toBe('keys_unavailable');
    expect(again.told).toContainEqual({ name: 'store.failed', detail: { issuer: provider.issuer, reason } });
    expect(again.toldNames()).not.toContain('keys.recalled');
  });

  test('without any of these changes it is used: the changes are what is refused', async () => {
    const { provider, store, read, write } = await keptAndGone();
    await write(change({})(withoutSeal(await read())));
    expect(await findOrCode(startProcess(provider, store, { afterSeconds: 100, seal: null }), 'a')).toBe(
      'found 1',
    );
  });

  test('headers that promise a century are clamped', async () => {
    const { provider, store, read, write } = await keptAndGone();
    const cache = {
      ageSeconds: 0,
      uncacheable: false,
      mustRevalidate: false,
      maxAgeSeconds: 1e10,
      staleIfErrorSeconds: 1e10,
    };
    await write(change({ cache })(withoutSeal(await read())));
    const start = (afterSeconds: number) => startProcess(provider, store, { afterSeconds, seal: null });
    expect(await findOrCode(start(3600 + 899), 'a')).toBe('found 1');
    expect(await findOrCode(start(3600 + 900), 'a')).toBe('keys_unavailable');
  });

  test('a record that was sealed with another secret, or with none', async () => {
    const { provider, store, read, write } = await keptAndGone();
    const other = startProcess(provider, store, { seal: 'another secret of tests that nobody has' });
    expect(await findOrCode(other, 'a')).toBe('keys_unavailable');
    await write(withoutSeal(await read()));
    const unsealed = startProcess(provider, store);
    expect(await findOrCode(unsealed, 'a')).toBe('keys_unavailable');
    for (const { told } of [other, unsealed])
      expect(told[0]?.detail).toEqual({ issuer: provider.issuer, reason: 'record_seal_broken' });
  });

  test('a sealed record of which any one character was changed', async () => {
    const { provider, store, read, write } = await keptAndGone();
    const good = await read();
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(...'A0_-."{}'), async (at, char) => {
        fc.pre(good[at] !== char);
        await write(good.slice(0, at) + char + good.slice(at + 1));
        expect(await findOrCode(startProcess(provider, store), 'a')).toBe('keys_unavailable');
      }),
      { numRuns: 25 },
    );
  });
});

test('a set that is kept for a key set’s own address counts for no other', async () => {
  const { provider, store, names } = await keptAndGone();
  const discovery = { jwksUri: `${provider.issuer}/other` };
  const again = startProcess(provider, store, { more: { discovery } });
  expect(await findOrCode(again, 'a')).toBe('keys_unavailable');
  expect(names.size).toBe(1);
});

test('a store that fails keeps no token out, and an event tells of it', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [keyA] }, forFiveMinutes));
  const broken = {
    get: () => Promise.reject(new Error('down')),
    set: () => Promise.reject(new Error('down')),
  };
  const stand = startProcess(provider, broken);
  expect(await findOrCode(stand, 'a')).toBe('found 1');
  await eventually(() =>
    expect(stand.told.filter(({ name }) => name === 'store.failed')).toEqual(
      Array(2).fill({ name: 'store.failed', detail: { issuer: provider.issuer, reason: 'store_failed' } }),
    ),
  );
});

test('a store that does not answer is passed over after a second', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [keyA] }, forFiveMinutes));
  const silent = { get: () => new Promise(() => {}), set: async () => true };
  const stand = startProcess(provider, silent);
  const found = findOrCode(stand, 'a');
  await stand.settle();
  expect(stand.toldNames()).toEqual([]);
  await stand.advance(1);
  expect(await found).toBe('found 1');
  expect(stand.told[0]?.detail).toEqual({ issuer: provider.issuer, reason: 'store_slow' });
});

test('304 makes what is kept as young as the answer', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, (response, headers) => {
    const known = headers['if-none-match'] === '"one"';
    response.writeHead(known ? 304 : 200, {
      etag: '"one"',
      'content-type': 'application/json',
      ...forFiveMinutes,
    });
    response.end(known ? undefined : JSON.stringify({ keys: [keyA] }));
  });
  const { store, read } = makeStore();
  const first = startProcess(provider, store);
  expect(await findOrCode(first, 'a')).toBe('found 1');
  await eventually(async () => expect(await read()).toContain('"requestedAtSeconds":1700000000'));
  await first.advance(250, 10);
  expect(provider.count(jwksPath)).toBe(2);
  await eventually(async () => expect(await read()).not.toContain('"requestedAtSeconds":1700000000'));
  first.keys.close();
  fail(provider);
  const afterSeconds = usableSeconds + 100;
  expect(await findOrCode(startProcess(provider, store, { afterSeconds }), 'a')).toBe('found 1');
});

test.each([
  [() => persistedKeySets(new Keyv(), {} as never), 'persistedKeySets.secret'],
  [() => persistedKeySets(new Keyv(), { secret: 'short' }), 'persistedKeySets.secret'],
  [() => persistedKeySets({} as never, { secret: null }), 'persistedKeySets'],
])('a wrong option is refused: %#', (make, option) => {
  expect(make).toThrow(expect.objectContaining({ option }));
});
