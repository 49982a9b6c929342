/** Every number of key sets that outlive the process. */
export const persistedLimits = {
  /** A store that takes longer is passed over: a healthy provider is not waited for longer than that because of it. */
  storeDeadlineMilliseconds: 1000,
  /** A set as it is fetched, quoted and sealed. */
  maxRecordCharacters: 1024 * 1024,
  /** Another machine's clock may be ahead by so much. */
  maxClockOffsetSeconds: 60,
  minSecretCharacters: 32,
} as const;
