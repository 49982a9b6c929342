import type { KeyRing } from '../ring/key-ring.js';
import { StoreError } from './ring-store.js';

/** Remembers what this process has seen: a ring that went away, or back in time, is trouble and no answer (I11, I12). */
export class NewestSeen<Stored extends { readonly ring: KeyRing }> {
  readonly #look: () => Promise<Stored | null>;
  readonly #place: string;
  #epoch = Number.NEGATIVE_INFINITY;

  /** @param place where the ring lies, for a person; nothing secret. */
  constructor(place: string, look: () => Promise<Stored | null>) {
    this.#look = look;
    this.#place = place;
  }

  async read(): Promise<Stored | null> {
    // Taken before the look: of two that overlap, the one that began earlier may end later.
    const least = this.#epoch;
    const stored = await this.#look();
    if (stored === null && least > Number.NEGATIVE_INFINITY)
      throw new StoreError('store_unavailable', `the ring in ${this.#place} is gone; is a volume missing?`);
    if (stored !== null && stored.ring.epoch < least)
      throw new StoreError(
        'ring_unreadable',
        `${this.#place} holds an older ring than it did before; of a backup, keyturn restore makes it the newest`,
      );
    if (stored !== null) this.note(stored.ring.epoch);
    return stored;
  }

  /** What this process committed it has seen. */
  note(epoch: number): void {
    this.#epoch = Math.max(this.#epoch, epoch);
  }
}
