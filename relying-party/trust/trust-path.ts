import type { KeySourceStatus } from '../keys/key-source.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { TrustPathName } from '../rejection.js';
import type { VerificationKey } from '../signature/seam.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';
import type { VerifiedToken } from './verified-token.js';

/**
 * How keys are found for one issuer. The issuer's configuration chooses it, never a token; there is no way from one
 * path to another. A path that needs more than `kid` (a chain, an inner token) reads it from the header's members.
 */
export interface TrustPath<K extends VerificationKey = VerificationKey> {
  readonly name: TrustPathName;
  /**
   * The candidates for a token, at most 4; at once when they are at hand. Each is made for one algorithm.
   * @throws VerificationRejection when no key is to be trusted, or none can be had (503).
   */
  find(
    header: UnverifiedHeader,
    unverifiedClaims: JsonObject,
    nowSeconds: number,
  ): readonly K[] | Promise<readonly K[]>;
  /** After no candidate fitted the signature: other candidates if there may be any by now, else undefined. */
  findAfterFailure(
    header: UnverifiedHeader,
    unverifiedClaims: JsonObject,
    nowSeconds: number,
  ): Promise<readonly K[] | undefined>;
  /**
   * The signature fits the key: what only this path has to check now, and what only it knows about the token. Where it
   * is left out the result stands as it is.
   * @throws VerificationRejection
   */
  conclude?(verified: VerifiedToken, key: K, nowSeconds: number): VerifiedToken | Promise<VerifiedToken>;
  /** The token was accepted: its header may be believed. */
  learn(header: UnverifiedHeader): void;
  /** For `explain` and health. */
  describe(): KeySourceStatus;
}

/** One configured issuer with one of its paths, ready. */
export interface IssuerParty {
  readonly settings: IssuerSettings;
  readonly trustPath: TrustPath;
}
