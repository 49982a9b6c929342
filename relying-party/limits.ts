/** Every number of the verifier that is not a duration of the key cache (those are in the shared profiles). */
export const limits = {
  /** The whole compact token, as received. */
  maxTokenBytes: 16 * 1024,
  /** The header segment, as received. */
  maxHeaderBytes: 8 * 1024,
  /** Of the JSON of header and claims; the outermost object counts as 1. */
  maxJsonDepth: 16,
  maxKidCharacters: 1024,
  /** A NumericDate above it is milliseconds by mistake: in seconds it would be the year 5138. */
  maxNumericDateSeconds: 1e11,
  /** The most that `leewaySeconds` may be. */
  maxLeewaySeconds: 60,
  /** The most that `futureToleranceSeconds` may be. */
  maxFutureToleranceSeconds: 300,
  /** Headers of verified tokens that are kept parsed. */
  maxRememberedHeaders: 256,
  /** Verified tokens that are remembered where the cache is on and no number given. */
  maxRememberedTokens: 1000,
  /** The most that `tokenCache.maxTokens` may be. */
  mostRememberedTokens: 1_000_000,
  /** Lent for what is read at once; what is longer takes memory of its own. */
  scratchBytes: 16 * 1024,
  maxFetchBodyBytes: 256 * 1024,
  /** No fetch of keys lasts as long: at most six reads, a second look included, each with its deadline. */
  lostFlightSeconds: 40,
  /** Candidates tried for one token, where several keys share a kid. */
  maxCandidateKeys: 4,
} as const;
