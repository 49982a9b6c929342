/**
 * Kids that were looked for and not found, each until an instant. Bounded: the oldest goes first, which costs at most a
 * refetch that the budget pays for.
 */
export class RecentKids {
  readonly #untilSeconds = new Map<string | undefined, number>();

  /** Negative infinity when nothing is remembered. */
  untilSeconds(kid: string | undefined): number {
    return this.#untilSeconds.get(kid) ?? Number.NEGATIVE_INFINITY;
  }

  remember(kid: string | undefined, untilSeconds: number): void {
    if (kid !== undefined && kid.length > MAX_KID_LENGTH) return;
    this.#untilSeconds.delete(kid);
    this.#untilSeconds.set(kid, untilSeconds);
    for (const oldest of this.#untilSeconds.keys()) {
      if (this.#untilSeconds.size <= MAX_KIDS) return;
      this.#untilSeconds.delete(oldest);
    }
  }

  /** For any change of the set: what was missing may be there now. */
  clear(): void {
    this.#untilSeconds.clear();
  }
}

const MAX_KIDS = 256;
/** A longer one is not remembered: others choose kids, and memory is ours. */
export const MAX_KID_LENGTH = 256;
