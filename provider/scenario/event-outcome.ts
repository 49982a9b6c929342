/** The answer to a verb of the ring, as far as a scenario cares. */
export interface EventOutcome {
  /** `done`, or why not; `failed` where the verb threw. */
  readonly outcome: string;
  /** The rule of the guard that refused, or the code of what was thrown. */
  readonly rule: string | null;
  /** How long the guard said to wait; null where that does not help. Left out: nobody was told. */
  readonly waitSeconds?: number | null;
}
