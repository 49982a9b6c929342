import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { checkAuthorizedParty } from './check-audience.js';
import type { UnverifiedHeader } from './header.js';
import type { JsonObject } from './strict-json.js';

/** What kind of token is expected: its `typ` and the claims it must carry. */
export interface TokenProfile {
  /** @param typ in lower case, without `application/`. */
  allowsType(typ: string | undefined): boolean;
  /** Claims that must be there as strings that are not empty. */
  readonly requiredStrings: readonly string[];
  /** Claims that are strings where they appear; by default those of RFC 7519 sections 4.1.2 and 4.1.7. */
  readonly optionalStrings?: readonly string[];
  /** Claims that must be there and are checked for themselves elsewhere. */
  readonly required: readonly string[];
  /** OpenID Connect Core 3.1.3.7, steps 4 and 5: who the token was issued to. */
  readonly checksAuthorizedParty: boolean;
  /** The inner of a chained JWT, whose `tjwk` binds it to its holder's key. Default false. */
  readonly isInner?: boolean;
}

/** Signed by the same keys, and never a token that opens anything: evidence, proofs, inner tokens, events. */
const neverTokens: ReadonlySet<string> = new Set([
  'jwc-inner+jwt',
  'jwk-set+jwt',
  'keyturn-report+jwt',
  'dpop+jwt',
  'secevent+jwt',
  'logout+jwt',
  'token-introspection+jwt',
]);

export const tokenProfiles = {
  /** RFC 9068 sections 2.1, 2.2 and 4. */
  accessToken: {
    allowsType: (typ) => typ === 'at+jwt',
    requiredStrings: ['sub', 'client_id', 'jti'],
    // Both are required anyway.
    optionalStrings: [],
    required: ['aud', 'iat'],
    checksAuthorizedParty: false,
  },
  /** OpenID Connect Core 1.0 sections 2 and 3.1.3.7. */
  idToken: {
    allowsType: (typ) => typ === undefined || typ === 'jwt',
    requiredStrings: ['sub'],
    required: ['aud', 'iat'],
    checksAuthorizedParty: true,
  },
  /** RFC 7519 and no more: tokens of other issuers that follow no profile. */
  anyJwt: {
    allowsType: (typ) => typ === undefined || !neverTokens.has(typ),
    requiredStrings: [],
    required: [],
    checksAuthorizedParty: false,
  },
} as const satisfies Record<string, TokenProfile>;

const stringsIfPresent = ['sub', 'jti'] as const;

export type TokenProfileName = keyof typeof tokenProfiles;

/**
 * The algorithm is on the issuer's list; the key's own algorithm is checked with the key (RFC 8725 section 3.1).
 * @throws VerificationRejection alg_not_allowed.
 */
export function checkAlgorithm({ alg }: UnverifiedHeader, allowed: ReadonlySet<SignatureAlgorithm>): void {
  if (!allowed.has(alg))
    throw new VerificationRejection(
      'alg_not_allowed',
      `The algorithm ${alg} is not allowed for this issuer.`,
    );
}

/** @throws VerificationRejection typ_not_allowed. */
export function checkType(typ: string | undefined, profile: TokenProfile): void {
  if (!profile.allowsType(typ))
    throw new VerificationRejection('typ_not_allowed', 'The "typ" of the token does not fit its profile.');
}

/** @throws VerificationRejection claim_missing, claim_invalid, audience_mismatch. */
export function checkProfileClaims(
  unverifiedClaims: JsonObject,
  profile: TokenProfile,
  ours: ReadonlySet<string> | null,
): void {
  for (const name of profile.requiredStrings) {
    const value = unverifiedClaims[name];
    if (typeof value === 'string' && value !== '') continue;
    const code = value === undefined ? 'claim_missing' : 'claim_invalid';
    throw new VerificationRejection(code, `The claim "${name}" is missing or is no text.`);
  }
  for (const name of profile.optionalStrings ?? stringsIfPresent)
    if (unverifiedClaims[name] !== undefined && typeof unverifiedClaims[name] !== 'string')
      throw new VerificationRejection('claim_invalid', `The claim "${name}" is no text.`);
  for (const name of profile.required)
    if (unverifiedClaims[name] === undefined)
      throw new VerificationRejection('claim_missing', `The claim "${name}" is missing.`);
  if (profile.checksAuthorizedParty) checkAuthorizedParty(unverifiedClaims, ours);
}
