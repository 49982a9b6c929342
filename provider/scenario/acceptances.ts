/** Who accepted the tokens of which key, and when. Instants are seconds of the scenario's clock. */
export class Acceptances {
  readonly #firstSigned = new Map<string, number>();
  readonly #firstAccepted = new Map<string, Map<number, number>>();
  readonly #refusedSince = new Map<number, number>();
  #longestGapSeconds = 0;

  noteIssued(kid: string, atSeconds: number): void {
    if (!this.#firstSigned.has(kid)) this.#firstSigned.set(kid, atSeconds);
  }

  noteRefused(party: number, atSeconds: number): void {
    if (!this.#refusedSince.has(party)) this.#refusedSince.set(party, atSeconds);
  }

  noteAccepted(party: number, kid: string, atSeconds: number): void {
    const refusedSince = this.#refusedSince.get(party) ?? atSeconds;
    this.#longestGapSeconds = Math.max(this.#longestGapSeconds, atSeconds - refusedSince);
    this.#refusedSince.delete(party);
    const parties = this.#firstAccepted.get(kid) ?? new Map<number, number>();
    if (!parties.has(party)) parties.set(party, atSeconds);
    this.#firstAccepted.set(kid, parties);
  }

  /** Negative infinity where it was before anybody looked. */
  firstSignedAtSeconds(kid: string): number {
    return this.#firstSigned.get(kid) ?? Number.NEGATIVE_INFINITY;
  }

  figures() {
    const waits = [...this.#firstSigned].map(([kid, signedAt]) => {
      const accepted = [...(this.#firstAccepted.get(kid)?.values() ?? [])];
      return [kid, Math.max(0, ...accepted.map((at) => at - signedAt))] as const;
    });
    return {
      longestGapSeconds: this.#longestGapSeconds,
      signingKids: [...this.#firstSigned.keys()],
      firstAcceptanceSecondsAtMost: Object.fromEntries(waits),
    };
  }
}
