/** Every number of one-time tokens. */
export const oneTimeLimits = {
  /** Tokens that are remembered while they live. */
  maxTokens: 100_000,
  /** The most that `maxTokens` may be. */
  mostTokens: 10_000_000,
  maxJtiCharacters: 256,
} as const;
