import { Keyv } from 'keyv';
import { ExpiryIndex } from './expiry-index.js';

/** What is set of one entry, and when. Seconds. */
export interface EntryChange {
  readonly namespace: string;
  readonly id: string;
  readonly value: unknown;
  readonly atSeconds: number;
  readonly ttlSeconds: number;
}

/**
 * The entries themselves, bounded for each namespace. Keyv holds the values; what has expired is decided here, by the
 * instant that is given, since Keyv's own TTL goes by the wall clock. One call at a time.
 */
export class ShortLivedEntries {
  readonly #maxEntries: number;
  readonly #values = new Keyv({ throwOnErrors: true });
  readonly #indexes = new Map<string, ExpiryIndex>();

  /** @param maxEntries for each namespace. */
  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  has(namespace: string, id: string, nowSeconds: number): boolean {
    return this.#index(namespace).has(id, nowSeconds);
  }

  get(namespace: string, id: string, nowSeconds: number): Promise<unknown> {
    return this.has(namespace, id, nowSeconds) ? this.#values.get(id) : Promise.resolve(undefined);
  }

  /** False where there is no room: what could be used again is never forgotten for it. */
  async set({ namespace, id, value, atSeconds, ttlSeconds }: EntryChange): Promise<boolean> {
    const forgotten = this.#index(namespace).admit(id, atSeconds, ttlSeconds);
    if (forgotten === null) return false;
    for (const expired of forgotten) await this.#values.delete(expired);
    await this.#values.set(id, value);
    return true;
  }

  async remove(namespace: string, id: string): Promise<void> {
    this.#index(namespace).forget(id);
    await this.#values.delete(id);
  }

  #index(namespace: string): ExpiryIndex {
    const index = this.#indexes.get(namespace) ?? new ExpiryIndex(this.#maxEntries);
    this.#indexes.set(namespace, index);
    return index;
  }
}
