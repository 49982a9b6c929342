import { afterEach, describe, expect, test } from 'vitest';
import { findBrokenLink } from '../../provider/ring/journal.js';
import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import { sampleRing, turnRing } from '../support/sample-ring.js';
import { turnOnce } from '../support/turn-once.js';
import { testArchive } from './ring-archive-contract.js';

export interface StoreUnderTest {
  readonly store: RingStore;
  /** Another handle on the same ring, as a second replica has it; the same one where there can be no other. */
  readonly peer: RingStore;
  /** Left out where a server has a clock of its own. */
  readonly nowSeconds?: number;
  tearDown(): Promise<void>;
}

/** @param document what the store holds already, as text; by default nothing. */
export type OpenStore = (document?: string) => Promise<StoreUnderTest>;

/** What every ring store does, whatever it is made of. */
export function describeRingStore(name: string, open: OpenStore): void {
  describe(`${name}: the contract of ring stores`, () => {
    const opened: StoreUnderTest[] = [];
    const start = async (document?: string) => {
      const under = await open(document);
      opened.push(under);
      return under;
    };
    const startWithRing = async () => {
      const under = await start();
      const ring = sampleRing();
      expect(await under.store.update(null, ring)).toBe(true);
      return { ...under, ring };
    };
    afterEach(async () => {
      for (const under of opened.splice(0)) {
        await under.store.close();
        await under.peer.close();
        await under.tearDown();
      }
    });

    test('nothing there is null, and reading creates nothing (I12)', async () => {
      const { store, peer } = await start();
      expect(await store.read()).toBeNull();
      expect(await store.readArchive()).toEqual([]);
      expect(await peer.read()).toBeNull();
      expect(await store.update(null, sampleRing())).toBe(true);
    });

    test('what was committed is read back, by every replica', async () => {
      const { store, peer, ring } = await startWithRing();
      expect(await store.read()).toEqual(ring);
      expect(await peer.read()).toEqual(ring);
    });

    test('a second creation loses and changes nothing', async () => {
      const { store, peer, ring } = await startWithRing();
      expect(await peer.update(null, turnRing(ring, 'second'))).toBe(false);
      expect(await store.read()).toEqual(ring);
    });

    test('of many creations at once, one wins', async () => {
      const { store, peer } = await start();
      const rings = Array.from({ length: 8 }, (_, index) => turnRing(sampleRing(), `writer ${index}`));
      const won = await Promise.all(
        rings.map((ring, index) => (index % 2 === 0 ? store : peer).update(null, ring)),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await store.read()).toEqual(rings[won.indexOf(true)]);
    });

    test.each([
      ['an older epoch', -1],
      ['an epoch that is yet to come', 5],
    ])('a writer that expects %s loses and changes nothing', async (_which, offset) => {
      const { store, peer, ring } = await startWithRing();
      const next = turnRing(ring, 'winner');
      expect(await store.update(ring.epoch, next)).toBe(true);
      const late = { ...turnRing(ring, 'loser'), epoch: next.epoch + 100 };
      expect(await peer.update(next.epoch + offset, late)).toBe(false);
      expect([await store.read(), await peer.read()]).toEqual([next, next]);
    });

    test('a change that comes too late for its own stamps is not made', async () => {
      const { store, ring } = await startWithRing();
      const update = async (beforeSeconds: number) =>
        store.update(ring.epoch, turnRing(ring, 'held up'), (await store.nowSeconds()) + beforeSeconds);
      expect([await update(-1), await store.read(), await update(60)]).toEqual([false, ring, true]);
    });

    test('nothing can be committed upon a ring that is not there', async () => {
      const { store } = await start();
      const ring = sampleRing();
      const committed = await store.update(ring.epoch, turnRing(ring, 'early'));
      expect([committed, await store.read()]).toEqual([false, null]);
    });

    test('epochs only rise, and may jump', async () => {
      const { store, ring } = await startWithRing();
      await expect(store.update(ring.epoch, ring)).rejects.toThrow(RangeError);
      await expect(store.update(ring.epoch, { ...ring, epoch: ring.epoch - 1 })).rejects.toThrow(RangeError);
      expect(await store.read()).toEqual(ring);
      const restored = { ...ring, epoch: ring.epoch + 1_000_000 };
      expect([await store.update(ring.epoch, restored), await store.read()]).toEqual([true, restored]);
    });

    test('what could not be read back is not written', async () => {
      const { store, ring } = await startWithRing();
      const broken = { ...turnRing(ring, 'broken'), former: [{ kid: 'incomplete' }] } as unknown as KeyRing;
      await expect(store.update(ring.epoch, broken)).rejects.toMatchObject({ code: 'ring_unreadable' });
      expect(await store.read()).toEqual(ring);
    });

    test('nobody changes by hand what is stored', async () => {
      const { store, peer, ring } = await startWithRing();
      const given = structuredClone(turnRing(ring, 'writer')) as { issuer: string };
      const kept = structuredClone(given);
      expect(await store.update(ring.epoch, given as KeyRing)).toBe(true);
      given.issuer = 'https://changed-after-the-commit.example';
      const read = (await store.read()) as { issuer: string } | null;
      expect(read).toEqual(kept);
      if (read !== null) read.issuer = 'https://changed-after-the-read.example';
      expect(await store.read()).toEqual(kept);
      expect(await peer.read()).toEqual(kept);
    });

    test('fifty writers at once lose nothing', async () => {
      const { store, peer, ring } = await startWithRing();
      const writers = Array.from({ length: 50 }, (_, index) =>
        turnOnce(index % 2 === 0 ? store : peer, `writer ${index}`),
      );
      await Promise.all(writers);
      const after = await store.read();
      expect(after?.epoch).toBe(ring.epoch + 50);
      expect(after?.journal.length).toBe(ring.journal.length + 50);
      expect(new Set(after?.journal.entries.map(({ actor }) => actor)).size).toBe(51);
      expect(findBrokenLink(after?.journal.entries ?? [], after?.journal.head ?? '')).toBeNull();
    });

    test('readers see a whole ring that never goes back, whatever is written meanwhile', async () => {
      const { store, peer } = await startWithRing();
      let writing = true;
      const writer = turnRepeatedly(store, 30).finally(() => {
        writing = false;
      });
      let newest = 0;
      for (let reads = 0; writing || reads === 0; reads++) {
        const epoch = (await peer.read())?.epoch ?? -1;
        expect(epoch).toBeGreaterThanOrEqual(newest);
        newest = epoch;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writer;
      expect((await peer.read())?.epoch).toBeGreaterThanOrEqual(newest);
    });

    test.each([
      ['no JSON', '{"format":1,'],
      ['nothing', ''],
      ['other JSON', '{"keys":[]}'],
      ['a ring that was altered', JSON.stringify({ ...sampleRing(), epoch: '7' })],
      ['a ring of a later format', JSON.stringify({ ...sampleRing(), format: 2 })],
    ])('%s is an error, never an absent ring, and nothing is committed upon it', async (_what, document) => {
      const { store } = await start(document);
      const unreadable = { code: 'ring_unreadable' };
      await expect(store.read()).rejects.toMatchObject(unreadable);
      await expect(store.update(null, sampleRing())).rejects.toMatchObject(unreadable);
      await expect(store.update(7, turnRing(sampleRing(), 'writer'))).rejects.toMatchObject(unreadable);
      await expect(store.read()).rejects.toMatchObject(unreadable);
    });

    testArchive(start, startWithRing);

    test('instants are those of the store’s clock', async () => {
      const { store, nowSeconds } = await start();
      const read = await store.nowSeconds();
      if (nowSeconds !== undefined) expect(read).toBe(nowSeconds);
      expect(await store.nowSeconds()).toBeGreaterThanOrEqual(read);
    });
  });
}

async function turnRepeatedly(store: RingStore, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn++) await turnOnce(store, 'writer');
}
