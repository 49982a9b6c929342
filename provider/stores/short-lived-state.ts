import { createHash } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { StoreError } from './ring-store.js';
import { ShortLivedEntries } from './short-lived-entries.js';
import { createTurns } from './turns.js';

/**
 * What is remembered for minutes: assertions and proofs that were used (`jti`), answers under idempotency keys. One
 * contract suite holds for every form of it. Namespaces do not touch each other. Each call rejects with StoreError
 * `store_unavailable` where the store cannot be reached, and then what was asked for may have happened.
 */
export interface ShortLivedState {
  /**
   * Remembers a key with a JSON value, `true` if none is given. Answers false where it is remembered already: of many
   * callers at once, in whichever processes, one gets true. Rejects with `store_unavailable` when full, since forgetting a
   * key would let it be used again.
   */
  addIfAbsent(namespace: string, key: string, ttlSeconds: number, value?: unknown): Promise<boolean>;
  /** Undefined where there is nothing, or nothing any more. */
  get(namespace: string, key: string): Promise<unknown>;
  /** Sets or replaces a JSON value. Rejects as `addIfAbsent` does. */
  set(namespace: string, key: string, value: unknown, ttlSeconds: number): Promise<void>;
  /** Forgets a key before its time. */
  remove(namespace: string, key: string): Promise<void>;
  close(): Promise<void>;
}

export interface ShortLivedStateOptions {
  readonly clock: Clock;
  /** For each namespace. Default 100,000. */
  readonly maxEntries?: number | undefined;
}

export const DEFAULT_MAX_ENTRIES = 100_000;

/** In memory: what one process used, it alone remembers, and not beyond its end. */
export function createShortLivedState(options: ShortLivedStateOptions): ShortLivedState {
  const { clock, maxEntries = DEFAULT_MAX_ENTRIES } = options;
  const entries = new ShortLivedEntries(maxEntries);
  const keep = async (namespace: string, id: string, value: unknown, ttlSeconds: number) => {
    const atSeconds = clock.nowSeconds();
    if (!(await entries.set({ namespace, id, value, atSeconds, ttlSeconds }))) throw fullState(namespace);
  };
  const inTurn = createTurns();
  return {
    addIfAbsent(namespace, key, ttlSeconds, value = true) {
      const id = entryId(namespace, key);
      return inTurn(async () => {
        if (entries.has(namespace, id, clock.nowSeconds())) return false;
        await keep(namespace, id, value, ttlSeconds);
        return true;
      });
    },
    get: (namespace, key) =>
      inTurn(() => entries.get(namespace, entryId(namespace, key), clock.nowSeconds())),
    set: (namespace, key, value, ttlSeconds) =>
      inTurn(() => keep(namespace, entryId(namespace, key), value, ttlSeconds)),
    remove: (namespace, key) => inTurn(() => entries.remove(namespace, entryId(namespace, key))),
    close: async () => {},
  };
}

/** One size, however long the key that a stranger chose, and nothing of it to read. */
export function entryId(namespace: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, key]))
    .digest('base64url');
}

export function fullState(namespace: string): StoreError {
  return new StoreError('store_unavailable', `the short-lived state of ${namespace} is full`);
}
