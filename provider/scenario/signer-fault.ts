import type { EventOutcome } from './event-outcome.js';

/** `garbage`: it gives signatures that are none, `refuse`: it gives none. */
export type SignerFault = 'garbage' | 'refuse';

/** Whose signer goes bad: that of the key that signs now, or of the next that is made, from its first day. */
export type SpoiledKey = 'active' | 'next';

export interface SignerStage {
  spoilSigner?(series: string, key: SpoiledKey, how: SignerFault): Promise<EventOutcome>;
}

/** From the first fault of a signer to the last token that it owed: spoiled, or not given. */
export class SignerTrouble {
  #sinceSeconds: number | undefined;
  #downSeconds = 0;
  #spoiled = 0;

  noteFault(atSeconds: number): void {
    this.#sinceSeconds ??= atSeconds;
  }

  /** A token without a signature, though it has one. */
  noteSpoiled(atSeconds: number): void {
    this.#spoiled += 1;
    this.noteOwed(atSeconds);
  }

  noteOwed(atSeconds: number): void {
    if (this.#sinceSeconds !== undefined) this.#downSeconds = atSeconds - this.#sinceSeconds;
  }

  figures() {
    return { spoiledTokens: this.#spoiled, signerDownSeconds: this.#downSeconds };
  }
}
