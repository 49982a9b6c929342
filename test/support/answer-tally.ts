/** How often each answer was given, and what it was given to first. */
export interface Tally {
  readonly counts: ReadonlyMap<string, number>;
  add(answer: string, input: unknown): void;
  /** Those that are not among the given, with what shows each. */
  besides(known: Readonly<Record<string, string>>): readonly string[];
}

export function createTally(): Tally {
  const counts = new Map<string, number>();
  const examples = new Map<string, unknown>();
  return {
    counts,
    add(answer, input) {
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
      if (!examples.has(answer)) examples.set(answer, input);
    },
    besides: (known) =>
      [...examples]
        .filter(([answer]) => !Object.hasOwn(known, answer))
        .map(([answer, input]) => `${answer}: ${JSON.stringify(input)}`),
  };
}
