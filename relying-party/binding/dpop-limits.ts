/** Every number of DPoP proofs (RFC 9449). */
export const dpopLimits = {
  maxProofBytes: 4 * 1024,
  /** How old a proof may be by its `iat`: a minute for its way, a minute for two clocks. */
  maxAgeSeconds: 120,
  /** How far ahead of our clock its `iat` may lie. */
  futureToleranceSeconds: 60,
  /** Neither of the two may be longer. */
  mostSeconds: 3600,
  maxJtiCharacters: 256,
  /** Proofs that are remembered while they would be accepted. */
  maxRememberedProofs: 100_000,
  /** Of those, one key's: who floods locks nobody else out. */
  maxRememberedProofsPerKey: 1000,
} as const;
