import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readTexts } from '../options/read-option.js';
import { VerificationRejection } from '../rejection.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import type { DeniedNames } from './options.js';

/** What is refused although it verifies; undefined where nothing of the kind is listed. */
export interface Denylist {
  readonly jtis: Names | undefined;
  readonly keyThumbprints: Names | undefined;
}

interface Names {
  has(name: string): boolean;
}

/** @throws OptionRefusal */
export function readDenylist(value: unknown, at: string): Denylist {
  const bag = value === undefined ? {} : readBag(value, at, ['jtis', 'keyThumbprints']);
  return {
    jtis: readNames(bag.jtis, `${at}.jtis`),
    keyThumbprints: readNames(bag.keyThumbprints, `${at}.keyThumbprints`),
  };
}

function readNames(value: unknown, at: string): Names | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return new Set(value.length === 0 ? [] : readTexts(value, at));
  if (typeof value === 'object' && value !== null && 'has' in value && typeof value.has === 'function')
    return value as DeniedNames & Names;
  throw new OptionRefusal('option_invalid', at, 'must be a list of strings, or have a method "has".');
}

/**
 * One level of revocation for each thing that can be stolen: the inner, the key that signed it, the holder's key.
 * @throws VerificationRejection jwc_inner_revoked, jwc_signer_revoked, jwc_holder_revoked; jwc_inner_claim_invalid
 * where inners are listed by `jti` and this one has none, so that no list could ever name it.
 */
export function checkDenylist(
  { jtis, keyThumbprints }: Denylist,
  inner: Pick<VerifiedToken, 'claims' | 'keyThumbprint'>,
  holderThumbprint: string,
): void {
  const { jti } = inner.claims;
  if (jtis !== undefined && typeof jti !== 'string')
    throw new VerificationRejection('jwc_inner_claim_invalid', 'The inner JWT has no "jti" to look up.');
  if (typeof jti === 'string' && jtis?.has(jti))
    throw new VerificationRejection('jwc_inner_revoked', 'The inner JWT is revoked.');
  if (keyThumbprints?.has(inner.keyThumbprint))
    throw new VerificationRejection('jwc_signer_revoked', 'The key that signed the inner JWT is revoked.');
  if (keyThumbprints?.has(holderThumbprint))
    throw new VerificationRejection('jwc_holder_revoked', 'The key of the holder is revoked.');
}
