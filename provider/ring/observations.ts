/** What the plan must be told, since it looks at nothing itself. */
export interface Observations {
  /** Kids that signed and verified a probe (O2). */
  readonly selfChecked: ReadonlySet<string>;
  /** O1; undefined: nobody looks. */
  readonly publicView?: PublicView | undefined;
  /** O3; undefined: the clock stands as it should. */
  readonly clockStep?: ClockStep | undefined;
  /** O5: kids whose signer fails, with the seconds until each is tried again. */
  readonly failingSigners?: ReadonlyMap<string, number> | undefined;
}

/** What was seen of the key set through its public address, by one replica since it started. Instants of the store's clock. */
export interface PublicView {
  /** Null: no answer yet. */
  readonly firstSeenAtSeconds: number | null;
  /** When each epoch was seen last, the lowest first. */
  readonly seen: readonly SeenEpoch[];
}

export interface SeenEpoch {
  readonly epoch: number;
  readonly lastSeenAtSeconds: number;
}

/** The wall clock, against the monotonic one, moved by more than D; seen by one process. */
export interface ClockStep {
  /** Forward above zero. */
  readonly stepSeconds: number;
  readonly allowedSeconds: number;
  /** Of the ring when it was seen: a confirmation that came later counts. */
  readonly sinceEpoch: number;
}
