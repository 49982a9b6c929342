import { createHash } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { Keyv } from 'keyv';
import { ExpiryIndex } from './expiry-index.js';
import { StoreError } from './ring-store.js';

/** What is remembered for minutes: assertions that were used (`jti`), idempotency keys. Namespaces do not touch each other. */
export interface ShortLivedState {
  /**
   * Remembers a key, with the value `true`. Answers false where it is remembered already: of many callers at once, one
   * gets true. Rejects with StoreError `store_unavailable` when full, since forgetting a key would let it be used again.
   */
  addIfAbsent(namespace: string, key: string, ttlSeconds: number): Promise<boolean>;
  /** Undefined where there is nothing, or nothing any more. */
  get(namespace: string, key: string): Promise<unknown>;
  /** Sets or replaces a JSON value. Rejects as `addIfAbsent` does. */
  set(namespace: string, key: string, value: unknown, ttlSeconds: number): Promise<void>;
}

export interface ShortLivedStateOptions {
  readonly clock: Clock;
  /** For each namespace. Default 100,000. */
  readonly maxEntries?: number | undefined;
}

const DEFAULT_MAX_ENTRIES = 100_000;

/**
 * Short-lived state of one process, bounded. Keyv holds the values; what has expired is decided here, by the given clock,
 * since Keyv's own TTL goes by the wall clock.
 */
export function createShortLivedState(options: ShortLivedStateOptions): ShortLivedState {
  const { clock, maxEntries = DEFAULT_MAX_ENTRIES } = options;
  const values = new Keyv({ throwOnErrors: true });
  const indexes = new Map<string, ExpiryIndex>();
  const indexOf = (namespace: string) => {
    const index = indexes.get(namespace) ?? new ExpiryIndex(maxEntries);
    indexes.set(namespace, index);
    return index;
  };
  const keep = async (namespace: string, id: string, value: unknown, ttlSeconds: number) => {
    const forgotten = indexOf(namespace).admit(id, clock.nowSeconds(), ttlSeconds);
    if (forgotten === null)
      throw new StoreError('store_unavailable', `the short-lived state of ${namespace} is full`);
    for (const expired of forgotten) await values.delete(expired);
    await values.set(id, value);
  };
  const inTurn = createTurns();
  return {
    addIfAbsent(namespace, key, ttlSeconds) {
      const id = idOf(namespace, key);
      return inTurn(async () => {
        if (indexOf(namespace).has(id, clock.nowSeconds())) return false;
        await keep(namespace, id, true, ttlSeconds);
        return true;
      });
    },
    get(namespace, key) {
      const id = idOf(namespace, key);
      return inTurn(async () =>
        indexOf(namespace).has(id, clock.nowSeconds()) ? values.get(id) : undefined,
      );
    },
    set: (namespace, key, value, ttlSeconds) =>
      inTurn(() => keep(namespace, idOf(namespace, key), value, ttlSeconds)),
  };
}

/** One piece of work at a time, so that looking and setting are one step though Keyv answers later. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

/** One size, however long the key that a stranger chose. */
function idOf(namespace: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, key]))
    .digest('base64url');
}
