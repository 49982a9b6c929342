import { type PublicJwk, privateMembersOf } from '@keyturn/shared/public-jwk';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { bindAlgorithm } from '../signature/bind-algorithm.js';
import type { SignatureSeam, VerificationKey } from '../signature/seam.js';
import { isObject } from './read-json.js';
import { RefreshFailure } from './refresh-failure.js';

/** A key that a person should look at, and why. */
export interface KeyComplaint {
  readonly reason: 'key_private' | 'key_refused';
  readonly kid: string | undefined;
  /** The code of the refusal. */
  readonly code: string;
}

export interface ImportedKeys {
  readonly keys: readonly VerificationKey[];
  readonly complaints: readonly KeyComplaint[];
}

/**
 * Makes the keys of a set ready, each for the one algorithm it is bound to. A malformed, unfit or unknown key is left
 * out and never spoils the set (RFC 7517 section 5). Keys for something else (encryption, algorithms not allowed, key
 * types to come) are none of our business and no complaint.
 * @throws RefreshFailure `keys_unusable` when none is left.
 */
export async function importKeys(
  served: readonly unknown[],
  algorithms: readonly SignatureAlgorithm[],
  signature: SignatureSeam,
): Promise<ImportedKeys> {
  const keys: VerificationKey[] = [];
  const complaints: KeyComplaint[] = [];
  for (const unverifiedKey of served) {
    const fault = faultOfShape(unverifiedKey);
    if (fault !== undefined) complaints.push(fault);
    if (fault !== undefined || !isJwk(unverifiedKey)) continue;
    const alg = bindAlgorithm(unverifiedKey, algorithms);
    if (alg === undefined) continue;
    try {
      keys.push(await signature.importKey(unverifiedKey, alg));
    } catch (error) {
      const code = codeOf(error);
      if (!meantForOtherUse.has(code)) complaints.push(complain('key_refused', unverifiedKey, code));
    }
  }
  if (keys.length === 0)
    throw new RefreshFailure('keys_unusable', 'No key of the set fits an allowed algorithm.');
  return { keys, complaints };
}

const meantForOtherUse: ReadonlySet<string> = new Set(['key_use_unfit', 'key_operations_unfit']);

function faultOfShape(jwk: unknown): KeyComplaint | undefined {
  if (!isObject(jwk)) return { reason: 'key_refused', kid: undefined, code: 'key_malformed' };
  if (privateMembersOf(jwk).length > 0) return complain('key_private', jwk, 'key_private');
  return isJwk(jwk) ? undefined : complain('key_refused', jwk, 'key_malformed');
}

function isJwk(jwk: unknown): jwk is PublicJwk {
  if (!isObject(jwk) || typeof jwk.kty !== 'string') return false;
  return [jwk.kid, jwk.alg, jwk.use, jwk.crv].every(
    (member) => member === undefined || typeof member === 'string',
  );
}

function complain(
  reason: KeyComplaint['reason'],
  jwk: { readonly kid?: unknown },
  code: string,
): KeyComplaint {
  return { reason, kid: typeof jwk.kid === 'string' ? jwk.kid : undefined, code };
}

function codeOf(error: unknown): string {
  return isObject(error) && typeof error.code === 'string' ? error.code : 'key_import_failed';
}
