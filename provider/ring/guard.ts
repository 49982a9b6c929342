/** A refusal as data: which rule, its terms, how long to wait, what to do about it. */
export interface Guard {
  /** The rule by its name, e.g. `I1`, `I3`, `I9`, `O2`. */
  readonly rule: GuardRule;
  readonly series: string;
  readonly kid: string | null;
  /** The numbers that the rule compares, by symbol or name. */
  readonly terms: Readonly<Record<string, number>>;
  /** Whole seconds until the same request would be granted; null when waiting does not help. */
  readonly waitSeconds: number | null;
  readonly message: string;
  readonly cure: string;
}

/** Every rule that can refuse, and what it protects. */
export const guardRules = {
  I1: 'a key is published for its whole lead before it signs',
  I3: 'a key stays published until every token it signed has expired everywhere',
  I5: 'one signer per series, and a signer always has a standby',
  I7: 'a kid is forever: it never returns',
  I8: 'no rotation while the standby is younger than its lead',
  I9: 'rollback only to a key that is still published',
  I13: 'an algorithm is announced a lead before its first use',
  I14: 'one policy at a time: another is made the ring’s by name',
  O1: 'a standby is seen at the public address for its whole lead before it signs',
  O3: 'no window is judged by a clock that was set since it was counted',
  O5: 'a key whose signer fails or is slow does not become the signer',
  pinned: 'parties that never fetch have a key before it signs',
  O2: 'a key signs and verifies a probe before it is activated',
} as const;

export type GuardRule = keyof typeof guardRules;

/** Overrides guards; the reason goes to the journal. */
export interface Force {
  readonly reason: string;
}
