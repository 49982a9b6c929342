import type { SignatureAlgorithm, VerificationKey } from '../signature/seam.js';

/** The keys of one issuer, as the discovery path asks for them. */
export interface KeySource {
  /**
   * The candidates for a token, at most 4. At once when they are at hand, which is nearly always: no request waits
   * while the provider is healthy. Rejects with VerificationRejection `key_unknown` (reachable and not there),
   * `key_ambiguous` (no kid and more than one fits) or `keys_unavailable` (503).
   */
  find(
    kid: string | undefined,
    alg: SignatureAlgorithm,
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]>;
  /**
   * A signature failed under a known kid: spends from the refetch budget, once per kid per cooldown. The answer is the
   * candidates after a refetch when the set changed, else undefined.
   * @param sinceSeconds when the verification began, by the wall clock: what it has waited is part of what it may wait.
   */
  findAfterFailure(
    kid: string | undefined,
    alg: SignatureAlgorithm,
    sinceSeconds: number,
  ): Promise<readonly VerificationKey[] | undefined>;
  /** A VERIFIED token carried this ring epoch: a hint to refetch in the background, never a source of trust. */
  hintEpoch(epoch: number): void;
  /** For `explain` and health. */
  describe(): KeySourceStatus;
}

export interface KeySourceStatus {
  readonly state: 'empty' | 'fresh' | 'refreshing' | 'stale' | 'unavailable';
  readonly ageSeconds: number | undefined;
  readonly epoch: number | undefined;
  readonly kids: readonly string[];
}
