import { sleep } from '@keyturn/shared/clock';
import { createProvider } from '../../../provider/create-provider.js';
import type { OpenReplicaStore } from '../../../provider/drills/drill-store.js';
import type { KeyRing, RingKey } from '../../../provider/ring/key-ring.js';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { formatCommit } from '../../../provider/stores/ring-document.js';
import type { RingStore } from '../../../provider/stores/ring-store.js';

/** What is wrong with each is a store that says it, so that all the rest is what ships. */

const reading = (store: RingStore, change: (ring: KeyRing) => KeyRing): RingStore => ({
  ...store,
  read: async () => {
    const ring = await store.read();
    return ring === null ? null : change(ring);
  },
});

const withKeys = (
  ring: KeyRing,
  change: (key: RingKey, ring: KeyRing['series'][number]) => RingKey,
): KeyRing => ({
  ...ring,
  series: ring.series.map((series) => ({ ...series, keys: series.keys.map((key) => change(key, series)) })),
});

/** The last to write wins, and all are told that they did. */
export function plainWrites(): OpenReplicaStore {
  let stored: RingStore | undefined;
  return (shared, { clock }) => ({
    ...shared,
    read: async () => stored?.read() ?? null,
    async update(_expectedEpoch, next) {
      stored = createMemoryRingStore(clock, formatCommit(null, next));
      return true;
    },
  });
}

/** One replica takes what it read last for what is there. */
export function leaseIgnored(replica: number): OpenReplicaStore {
  return (shared, process) => {
    if (process.replica !== replica) return shared;
    let last: KeyRing | null = null;
    const giveUp = () => sleep(process.clock, 20).then(() => last);
    return {
      ...shared,
      async read() {
        last = await Promise.race([shared.read(), giveUp()]);
        return last;
      },
    };
  };
}

/** An empty store is taken for that of a new issuer. */
export function creatingAnew(): OpenReplicaStore {
  let issuer: string | undefined;
  return (shared) => ({
    ...shared,
    async read() {
      const ring = await shared.read();
      if (ring !== null) issuer = ring.issuer;
      if (ring !== null || issuer === undefined) return ring;
      const parts = { ringStore: shared, createRing: true, log: () => {} };
      const configuration = { issuer, store: { kind: 'memory' as const }, cron: { schedule: false } };
      await (await createProvider(configuration, parts)).close();
      return shared.read();
    },
  });
}

/** Who was away for long turns the key at each tick, and waits no lead. */
export function signingAtOnce(afterSeconds: number): OpenReplicaStore {
  let startSeconds: number | undefined;
  const longAgo = 1;
  return (shared, { clock }) => {
    startSeconds ??= clock.nowSeconds();
    const isAwake = () => clock.nowSeconds() > (startSeconds ?? 0) + afterSeconds;
    const age = (key: RingKey): RingKey => {
      if (key.state === 'standby') return { ...key, publishedAtSeconds: longAgo };
      return key.state === 'active' ? { ...key, activatedAtSeconds: longAgo } : key;
    };
    return reading(shared, (ring) => (isAwake() ? withKeys(ring, age) : ring));
  };
}

/** What a process writes just before its end was told to be stored, and was not. */
export const losingLastWrites = (): OpenReplicaStore => (shared, process) => ({
  ...shared,
  update: async (...change) => process.isDoomed || shared.update(...change),
});

/** Whoever never fetches is said to have every key. */
export const everythingAcknowledged =
  (party: string): OpenReplicaStore =>
  (shared) =>
    reading(shared, (ring) => withKeys(ring, (key) => ({ ...key, acknowledgedBy: [party] })));

/** Every window is counted by the terms of today. */
export const windowsOfToday = (): OpenReplicaStore => (shared) =>
  reading(shared, (ring) => ({
    ...withKeys(ring, (key, { terms }) => ({ ...key, inForce: terms })),
    formerTerms: [],
  }));

/** An operator who says of every step of the clock that it is right. */
export const stepsTaken = (): OpenReplicaStore => (shared) =>
  reading(shared, (ring) => ({ ...ring, clockConfirmedAtEpoch: Number.MAX_SAFE_INTEGER }));
