import { readEpoch } from '@keyturn/shared/epoch';
import { limits } from '../limits.js';
import { VerificationRejection } from '../rejection.js';
import {
  canonicalAlgorithm,
  isSignatureAlgorithm,
  type SignatureAlgorithm,
} from '../signature/algorithms.js';
import type { DecodeBase64url } from './base64url.js';
import { freezeDeep } from './freeze-deep.js';
import { type JsonObject, readJsonSegment } from './strict-json.js';

/** The header of a token, checked for itself. It is believed only once the signature is. */
export interface UnverifiedHeader {
  /** Canonical: `Ed25519` also where the header says `EdDSA`. */
  readonly alg: SignatureAlgorithm;
  /** Media type in lower case, without `application/` (RFC 7515 section 4.1.9). */
  readonly typ: string | undefined;
  readonly kid: string | undefined;
  /** Members that must be understood, by the path that the token goes. */
  readonly critical: readonly string[];
  /** The ring's epoch that our provider writes. */
  readonly epoch: number | undefined;
  /** Every member as written, frozen: one object may serve many tokens. */
  readonly members: JsonObject;
}

/**
 * Reads and checks the protected header: RFC 7515 section 4.1, RFC 8725 section 3. `jwk`, `jku` and `x5u` are read
 * past: no key and no address is ever taken from them.
 * @throws VerificationRejection b64_not_supported, crit_not_understood, alg_missing, alg_not_allowed,
 * typ_not_allowed, kid_invalid, and those of `readJsonSegment`.
 */
export function readHeader(segment: string, decode: DecodeBase64url): UnverifiedHeader {
  const members = readJsonSegment(segment, 'header', decode);
  if (Object.hasOwn(members, 'b64'))
    throw new VerificationRejection('b64_not_supported', 'The header carries "b64", which is not supported.');
  return {
    alg: readAlgorithm(members),
    typ: readType(members),
    kid: readKid(members),
    critical: readCritical(members),
    epoch: readEpoch(members),
    members: freezeDeep(members),
  };
}

function readAlgorithm({ alg }: JsonObject): SignatureAlgorithm {
  if (typeof alg !== 'string' || alg === '')
    throw new VerificationRejection('alg_missing', 'The header has no "alg", or not as a string.');
  if (!isSignatureAlgorithm(alg))
    throw new VerificationRejection('alg_not_allowed', 'The "alg" of the header is no asymmetric signature.');
  return canonicalAlgorithm(alg);
}

function readType({ typ }: JsonObject): string | undefined {
  if (typ === undefined) return undefined;
  if (typeof typ !== 'string')
    throw new VerificationRejection('typ_not_allowed', 'The "typ" of the header is not a string.');
  return typ.toLowerCase().replace(/^application\//, '');
}

function readKid({ kid }: JsonObject): string | undefined {
  if (kid === undefined) return undefined;
  if (typeof kid !== 'string' || kid === '' || kid.length > limits.maxKidCharacters)
    throw new VerificationRejection(
      'kid_invalid',
      `The "kid" of the header is not a string of 1 to ${limits.maxKidCharacters} characters.`,
    );
  return kid;
}

/** Members that a trust path may understand; whether this token's does is asked when its path is known. */
const understood: ReadonlySet<unknown> = new Set(['jwc']);
const nothingCritical: readonly string[] = [];

/** RFC 7515 section 4.1.11: a list that is not empty, of members that are there, each named once and understood. */
function readCritical(members: JsonObject): readonly string[] {
  if (!Object.hasOwn(members, 'crit')) return nothingCritical;
  const { crit } = members;
  const isList = Array.isArray(crit) && crit.length > 0 && new Set(crit).size === crit.length;
  if (!isList || !crit.every((name) => understood.has(name) && Object.hasOwn(members, name)))
    throw new VerificationRejection(
      'crit_not_understood',
      'The header names critical members that are not understood.',
    );
  return crit;
}
