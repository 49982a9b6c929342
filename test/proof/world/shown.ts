import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { publishedKeySet } from '../../../provider/ring/published-keys.js';
import { settle } from '../../../provider/ring/settle.js';

/** What a ring shows at an instant. */
export interface Shown {
  /** Due removals applied. */
  readonly settled: KeyRing;
  readonly epoch: number;
  readonly kids: readonly string[];
}

const remembered = new WeakMap<KeyRing, Map<number, Shown>>();

/** Asks the shipped functions once for each ring and instant: they are pure, and the same question comes very often. */
export function shownBy(ring: KeyRing, nowSeconds: number): Shown {
  const byInstant = remembered.get(ring) ?? new Map<number, Shown>();
  remembered.set(ring, byInstant);
  const known = byInstant.get(nowSeconds);
  if (known !== undefined) return known;
  const settled = settle(ring, nowSeconds);
  const { keys, keyturn_epoch: epoch } = publishedKeySet(settled, nowSeconds);
  const shown = { settled, epoch, kids: keys.map(({ kid }) => kid ?? '') };
  byInstant.set(nowSeconds, shown);
  return shown;
}
