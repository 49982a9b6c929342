import { createSharedReplayMemory } from '@keyturn/relying-party/jwc';
import { expect, test } from 'vitest';
import { nowSeconds, refusal } from '../made-tokens.js';
import { makeChainVerifier, makeOuter } from './chain-stand.js';

/** A store of another process: it answers later, and claims in one step. */
function makeStore() {
  const claimed = new Map<string, number>();
  const claimOnce = async (name: string, ttlSeconds: number) => {
    await Promise.resolve();
    if (claimed.has(name)) return false;
    claimed.set(name, ttlSeconds);
    return true;
  };
  return { claimed, claimOnce };
}

const outer = { holder: 'h'.repeat(43), id: '1', untilSeconds: nowSeconds + 60.5, nowSeconds };

test('of fifty processes that are shown one outer at once, one accepts it', async () => {
  const store = makeStore();
  const token = makeOuter();
  const verdicts = await Promise.all(
    Array.from({ length: 50 }, () =>
      makeChainVerifier(
        { refuseReplays: true },
        {},
        { replayMemory: createSharedReplayMemory(store, 'a') },
      ).judge(token),
    ),
  );
  expect(verdicts.filter((verdict) => verdict === 'accepted')).toHaveLength(1);
  expect(verdicts.filter((verdict) => verdict === 'jwc_replayed')).toHaveLength(49);
});

test('a name is kept beyond the end of what it stands for, in whole seconds', async () => {
  const store = makeStore();
  await createSharedReplayMemory(store, 'a').remember(outer);
  expect([...store.claimed.values()]).toEqual([61 + 120]);
});

test('names of two purposes, holders or ids are never one', async () => {
  const store = makeStore();
  const remember = (purpose: string, holder: string, id: string) =>
    createSharedReplayMemory(store, purpose).remember({ ...outer, holder, id });
  const answers = [
    await remember('a', 'h', '1'),
    await remember('b', 'h', '1'),
    await remember('a', 'h","1', ''),
    await remember('a', 'h', '2'),
    await remember('a', 'h', '1'),
  ];
  expect(answers).toEqual(['new', 'new', 'new', 'new', 'seen']);
});

test('a store that fails lets nothing through and is told of; one that answers nothing lets nothing through', async () => {
  const failures: unknown[] = [];
  const down = new Error('store down');
  const failing = { claimOnce: () => Promise.reject(down) };
  const replayMemory = createSharedReplayMemory(failing, 'a', (failure) => failures.push(failure));
  const { verify } = makeChainVerifier({ refuseReplays: true }, {}, { replayMemory });
  expect(await refusal(verify(makeOuter()))).toMatchObject({ code: 'jwc_replays_unavailable', status: 503 });
  expect(failures).toEqual([down]);
  const mute = { claimOnce: async () => undefined as unknown as boolean };
  expect(await createSharedReplayMemory(mute, 'a').remember(outer)).toBe('seen');
});
