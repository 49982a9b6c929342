import { systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createProvider } from 'keyturn';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createKeyvServer, type KeyvSource } from '../../../provider/stores/keyv-server.js';
import { createSharedRingStore } from '../../../provider/stores/shared-ring-store.js';
import { createSharedShortLivedState } from '../../../provider/stores/shared-short-lived-state.js';
import { describeRingStore } from '../../contract/ring-store-contract.js';
import { describeShortLivedState } from '../../contract/short-lived-state-contract.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const issuer = 'https://issuer.example';
const hasWriter = { code: 'store_has_writer' };
const ring = sampleRing();

/** On a clock that moves when told to, a claim does not wait to be overwritten. */
const open = (keyv: KeyvSource, clock = new VirtualClock(1_700_000_000)) =>
  createKeyvServer({ keyv, prefix: 'keyturn', issuer, clock, settleMilliseconds: 0 });

describeRingStore('keyv', async (document) => {
  const server = await createKeyvServer({
    ...{ keyv: new Map(), prefix: 'keyturn', issuer, clock: systemClock },
    settleMilliseconds: 0,
  });
  if (document !== undefined) await server.swapRing(null, document, Number.POSITIVE_INFINITY);
  const store = createSharedRingStore(server, 'keyv');
  return { store, peer: store, tearDown: () => store.close() };
});

describeShortLivedState('keyv', async (maxEntries) => {
  const clock = new VirtualClock(1_700_000_000.25);
  const server = await open(new Map(), clock);
  const stateOf = () => createSharedShortLivedState(server, { clock, maxEntries });
  return { clock, sharesBound: false, state: stateOf(), peer: async () => stateOf() };
});

describe('one writer only', () => {
  async function two() {
    const [keyv, clock] = [new Map(), new VirtualClock(1_700_000_000)];
    const [one, other] = [await open(keyv, clock), await open(keyv, clock)];
    const act = async <Answer>(doing: Promise<Answer>) => {
      // What waits for the clock to say that no time passed.
      const done = doing.then(
        (answer) => ({ answer }),
        (error: unknown) => ({ error }),
      );
      for (let turn = 0; turn < 5; turn++) await clock.advanceSeconds(0);
      const ended = await done;
      if ('error' in ended) throw ended.error;
      return ended.answer;
    };
    return { keyv, clock, one, other, act };
  }
  const text = JSON.stringify(ring);
  const next = JSON.stringify(turnRing(ring, 'other'));

  test('a second is refused, reads on, and may write when the first has closed', async () => {
    const { one, other, act } = await two();
    expect(await act(one.swapRing(null, text, Number.POSITIVE_INFINITY))).toBe(true);
    await expect(act(other.claim?.() ?? Promise.resolve())).rejects.toMatchObject(hasWriter);
    await expect(act(other.swapRing(text, next, Number.POSITIVE_INFINITY))).rejects.toMatchObject(hasWriter);
    await expect(act(other.append('journal', [{ id: '1', text: '{}' }]))).rejects.toMatchObject(hasWriter);
    expect(await other.readRing()).toBe(text);
    await act(one.close());
    expect(await act(other.swapRing(text, next, Number.POSITIVE_INFINITY))).toBe(true);
  });

  test('one that goes on keeps its claim; one that was killed loses it in a while', async () => {
    const { keyv, clock, one, other, act } = await two();
    await act(one.claim?.() ?? Promise.resolve());
    for (let minute = 0; minute < 3; minute++) {
      await clock.advanceSeconds(60);
      await expect(act(other.claim?.() ?? Promise.resolve())).rejects.toThrow(
        /if it was killed, \d+ s must pass/,
      );
    }
    // What it left, as nobody renews it any more.
    const living = await open(new Map(keyv), clock);
    await expect(act(living.claim?.() ?? Promise.resolve())).rejects.toMatchObject(hasWriter);
    await clock.advanceSeconds(41);
    await act(living.claim?.() ?? Promise.resolve());
  });

  test('one that was held up finds another in its place, and writes nothing', async () => {
    const keyv = new Map();
    const [slow, quick] = [new VirtualClock(1_700_000_000), new VirtualClock(1_700_000_050)];
    const [sleeper, successor] = [await open(keyv, slow), await open(keyv, quick)];
    const settle = async (clock: VirtualClock, doing: Promise<unknown>) => {
      const seen = expect(doing).resolves;
      for (let turn = 0; turn < 5; turn++) await clock.advanceSeconds(0);
      return seen;
    };
    const claimed = sleeper.swapRing(null, text, Number.POSITIVE_INFINITY);
    await (await settle(slow, claimed)).toBe(true);
    const taken = successor.swapRing(text, next, Number.POSITIVE_INFINITY);
    await (await settle(quick, taken)).toBe(true);
    await slow.advanceSeconds(60);
    await expect(sleeper.swapRing(next, text, Number.POSITIVE_INFINITY)).rejects.toMatchObject(hasWriter);
    expect(await successor.readRing()).toBe(next);
  });

  test('of many who claim at once, one is the writer', async () => {
    const [keyv, clock] = [new Map(), new VirtualClock(1_700_000_000)];
    const servers = await Promise.all(Array.from({ length: 8 }, () => open(keyv, clock)));
    const claims = Promise.allSettled(servers.map((server) => server.claim?.()));
    for (let turn = 0; turn < 10; turn++) await clock.advanceSeconds(0);
    expect((await claims).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

test('a store that answers "nothing" because it forgets gets no first ring', async () => {
  const forgetful = Object.assign(new Map(), { get: () => undefined });
  const server = await createKeyvServer({
    ...{ keyv: forgetful, prefix: 'keyturn', issuer, clock: systemClock },
    settleMilliseconds: 0,
  });
  await expect(server.swapRing(null, JSON.stringify(ring), Number.POSITIVE_INFINITY)).rejects.toMatchObject({
    code: 'store_unavailable',
  });
});

test('a store that fails is unavailable, never empty, and its words are not repeated', async () => {
  const failing = Object.assign(new Map(), {
    get: () => Promise.reject(new Error('redis://user:secret-word@host')),
  });
  const server = await open(failing, new VirtualClock(0));
  const failure: unknown = await server.readRing().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'store_unavailable' });
  expect(JSON.stringify([String(failure), failure])).not.toContain('secret-word');
});

test('a provider turns and signs on any adapter, and a second on the same is refused at its start', async () => {
  const keyv = new Map();
  const start = (createRing: boolean) =>
    createProvider(
      {
        issuer: 'http://localhost:4000',
        store: { kind: 'keyv', keyv },
        wrappingKey: 'A'.repeat(43),
        rotation: { profile: 'drill', series: [{ alg: 'ES256' }] },
      },
      { createRing, log: () => {} },
    );
  const provider = await start(true);
  onTestFinished(() => provider.close());
  const { ring: turning, sign } = provider.issuer();
  const { kid } = await turning.signing();
  expect((await turning.verbs.rotate('ES256', 'operator', { reason: 'a test' })).outcome).toBe('done');
  expect((await turning.signing()).kid).not.toBe(kid);
  expect((await sign({ sub: 'a', client_id: 'c', aud: 'https://api.example' })).token).toMatch(/^ey/);
  expect(JSON.stringify([...keyv])).not.toContain('"d":');
  await expect(start(false)).rejects.toMatchObject(hasWriter);
  await provider.close();
  const successor = await start(false);
  expect((await successor.issuer().ring.look()).ring.epoch).toBeGreaterThan(1);
  await successor.close();
});
