import type { TrustPathName } from '../rejection.js';
import type { VerificationKey } from '../signature/seam.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';

/**
 * How keys are found for one issuer. The issuer's configuration chooses it, never a token; there is no way from one
 * path to another. A path that needs more than `kid` (a chain, an inner token) reads it from the header's members.
 */
export interface TrustPath {
  readonly name: TrustPathName;
  /**
   * The candidates for a token, at most 4; at once when they are at hand. Each is made for one algorithm.
   * @throws VerificationRejection when no key is to be trusted, or none can be had (503).
   */
  find(header: UnverifiedHeader, unverifiedClaims: JsonObject): FoundKeys | Promise<FoundKeys>;
  /** After no candidate fitted the signature: other candidates if there may be any by now, else undefined. */
  findAfterFailure(header: UnverifiedHeader, unverifiedClaims: JsonObject): Promise<FoundKeys | undefined>;
  /** The token was accepted: its header may be believed. */
  learn(header: UnverifiedHeader): void;
}

export type FoundKeys = readonly VerificationKey[];
