import type { Clock } from '@keyturn/shared/clock';
import { ExpiryIndex } from './expiry-index.js';
import { StoreError } from './ring-store.js';
import type { SharedServer } from './shared-server.js';
import { DEFAULT_MAX_ENTRIES, type ShortLivedState } from './short-lived-state.js';

export interface SharedStateOptions {
  readonly clock: Clock;
  /** For each namespace, of what this process adds. Default 100,000. */
  readonly maxEntries?: number | undefined;
}

/**
 * What is remembered for minutes, on a server that several replicas reach: whatever one of them used, all of them know.
 * Time goes by the server's clock. How much is kept is bounded by what each process adds.
 */
export function createSharedShortLivedState(
  server: SharedServer,
  { clock, maxEntries = DEFAULT_MAX_ENTRIES }: SharedStateOptions,
): ShortLivedState {
  const added = new Map<string, ExpiryIndex>();
  const indexOf = (namespace: string) => {
    const index = added.get(namespace) ?? new ExpiryIndex(maxEntries);
    added.set(namespace, index);
    return index;
  };
  /** By the monotonic clock: a wall clock that steps must not make room, or take it. */
  const admit = (namespace: string, key: string, ttlSeconds: number) => {
    if (indexOf(namespace).admit(key, clock.monotonicMilliseconds() / 1000, ttlSeconds) === null)
      throw new StoreError('store_unavailable', `more than ${maxEntries} entries of ${namespace} are kept`);
  };
  return {
    async addIfAbsent(namespace, key, ttlSeconds, value = true) {
      admit(namespace, key, ttlSeconds);
      return server.addIfAbsent({ namespace, key, value: JSON.stringify(value), ttlSeconds });
    },
    async get(namespace, key) {
      const text = await server.get(namespace, key);
      return text === null ? undefined : JSON.parse(text);
    },
    async set(namespace, key, value, ttlSeconds) {
      admit(namespace, key, ttlSeconds);
      await server.set({ namespace, key, value: JSON.stringify(value), ttlSeconds });
    },
    async remove(namespace, key) {
      indexOf(namespace).forget(key);
      await server.remove(namespace, key);
    },
    close: () => server.close(),
  };
}
