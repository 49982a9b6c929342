import type { KeyRing } from '../ring/key-ring.js';
import type { RotationPolicy } from '../ring/policy.js';
import type { CachePromise, PublishedKeySet } from '../ring/published-keys.js';
import { cachePromise, publishedKeySet } from '../ring/published-keys.js';
import { settle } from '../ring/settle.js';
import { removalDueAtSeconds } from '../ring/windows.js';

/** What a replica serves of a ring at an instant. The same object while nothing changed, so a body can be kept with it. */
export interface ServedView {
  /** Due removals applied. */
  readonly ring: KeyRing;
  readonly keySet: PublishedKeySet;
  readonly lastModifiedSeconds: number;
}

export interface ServableRing extends ServedView {
  readonly cache: CachePromise;
  readonly nowSeconds: number;
}

/** More than one answer's travel, less than anything that a person would call a step. */
const TOLERATED_STEP_BACK_SECONDS = 5;

/**
 * Derives the view once per (ring, removals due), not once per request. Its time does not go back by the little that two
 * readings of the store's clock may differ: a key that left the set would return, and the epoch would fall (I7, I11).
 */
export class ServedViews {
  #latestSeconds = Number.NEGATIVE_INFINITY;
  #source: KeyRing | undefined;
  #validUntilSeconds = 0;
  #view: ServedView | undefined;

  derive(ring: KeyRing, policy: RotationPolicy, readSeconds: number): ServableRing {
    const nowSeconds = this.#forward(readSeconds);
    const { ring: settled, keySet, lastModifiedSeconds } = this.#current(ring, nowSeconds);
    const cache = cachePromise(settled, policy, nowSeconds);
    // Member by member: to spread the view took longer than to look it up.
    return { ring: settled, keySet, lastModifiedSeconds, cache, nowSeconds };
  }

  settled(ring: KeyRing, nowSeconds: number): KeyRing {
    return this.#current(ring, this.#forward(nowSeconds)).ring;
  }

  #forward(readSeconds: number): number {
    const back = this.#latestSeconds - readSeconds;
    if (back <= 0 || back > TOLERATED_STEP_BACK_SECONDS) this.#latestSeconds = readSeconds;
    return this.#latestSeconds;
  }

  #current(ring: KeyRing, nowSeconds: number): ServedView {
    if (this.#view !== undefined && this.#source === ring && nowSeconds < this.#validUntilSeconds)
      return this.#view;
    const settled = settle(ring, nowSeconds);
    const keys = settled.series.flatMap((series) => series.keys);
    const instants = [
      ring.createdAtSeconds,
      ...keys.map((key) => key.publishedAtSeconds),
      ...settled.former.map((key) => key.endedAtSeconds),
    ];
    const latest = instants.reduce((newest, instant) => Math.max(newest, instant));
    this.#source = ring;
    this.#validUntilSeconds = Math.min(...keys.map(removalDueAtSeconds), Number.POSITIVE_INFINITY);
    this.#view = {
      ring: settled,
      keySet: publishedKeySet(settled, nowSeconds),
      lastModifiedSeconds: Math.floor(latest),
    };
    return this.#view;
  }
}
