import type { Signer } from './key-custody.js';

/**
 * Signers that were opened before, so that signing does not decrypt each time. Bounded: the one unused for longest is
 * dropped. What failed to open is tried again.
 */
export class OpenSigners {
  readonly #maxSigners: number;
  readonly #signers = new Map<string, Promise<Signer>>();

  constructor(maxSigners: number) {
    this.#maxSigners = maxSigners;
  }

  /** @param identity everything that a signer was checked against: only the very same key gets it. */
  take(identity: string, open: () => Promise<Signer>): Promise<Signer> {
    const signer = this.#signers.get(identity) ?? this.#open(identity, open);
    this.#signers.delete(identity);
    this.#signers.set(identity, signer);
    this.#dropOldest();
    return signer;
  }

  #open(identity: string, open: () => Promise<Signer>): Promise<Signer> {
    const opening = open();
    opening.catch(() => {
      if (this.#signers.get(identity) === opening) this.#signers.delete(identity);
    });
    return opening;
  }

  #dropOldest(): void {
    for (const identity of this.#signers.keys()) {
      if (this.#signers.size <= this.#maxSigners) return;
      this.#signers.delete(identity);
    }
  }
}
