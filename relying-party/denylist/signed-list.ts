import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { defaultAlgorithms } from '../signature/algorithms.js';
import { bindAlgorithm } from '../signature/bind-algorithm.js';
import { findSigner } from '../signature/find-signer.js';
import type { SignatureSeam } from '../signature/seam.js';
import type { DecodeBase64url } from '../token/base64url.js';
import { readCompactForm } from '../token/compact-form.js';
import { readHeader } from '../token/header.js';
import { readNumericDate } from '../token/numeric-date.js';
import { readSignature } from '../token/read-signature.js';
import { type JsonObject, readJsonSegment } from '../token/strict-json.js';
import { DenylistFileError } from './denylist-file-error.js';

/** A type of its own, so that no token can be taken for a list and no list for a token (RFC 8725 section 3.11). */
export const denylistType = 'keyturn-denylist+jwt';

/** The claims of a signed list. */
export interface DenylistClaims {
  /** Whose `jtis` they are. */
  readonly iss: string;
  /** An older list never takes the place of a newer one. */
  readonly iat: number;
  readonly jtis: readonly string[];
  /** RFC 7638. Of any issuer's tokens: a key is nobody's namespace. */
  readonly key_thumbprints: readonly string[];
}

/** Who may sign the list. */
export interface DenylistTrust {
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

export interface DenylistPlatform {
  readonly signature: SignatureSeam;
  readonly decode: DecodeBase64url;
}

const sizes = { maxTokenBytes: 16 * 1024 * 1024, maxHeaderBytes: 8 * 1024 };
const thumbprintForm = /^[\w-]{43}$/;

/**
 * Reads a signed denylist: a compact JWS of a key that the configuration names.
 * @throws DenylistFileError denylist_malformed, denylist_untrusted; VerificationRejection for what is no compact JWS.
 */
export async function readSignedList(
  unverifiedText: string,
  { issuer, jwks }: DenylistTrust,
  { signature: seam, decode }: DenylistPlatform,
): Promise<DenylistClaims> {
  const form = readCompactForm(unverifiedText.trim(), sizes);
  const { alg, kid, typ, critical } = readHeader(form.headerSegment, decode);
  if (typ !== denylistType || critical.length > 0)
    throw new DenylistFileError('denylist_malformed', `The "typ" of the list is not ${denylistType}.`);
  const candidates = jwks.keys.filter((jwk) => kid === undefined || jwk.kid === undefined || jwk.kid === kid);
  const fitting = candidates.filter((jwk) => bindAlgorithm(jwk, defaultAlgorithms) === alg);
  const keys = await Promise.all(fitting.map((jwk) => seam.importKey(jwk, alg)));
  const signature = readSignature(form.signatureSegment, alg, decode);
  const signer = await findSigner(seam, keys, { alg, signingInput: form.signingInput, signature });
  if (signer === undefined)
    throw new DenylistFileError('denylist_untrusted', 'No trusted key signed the list.');
  return readClaims(readJsonSegment(form.payloadSegment, 'claims', decode), issuer);
}

function readClaims(claims: JsonObject, issuer: string): DenylistClaims {
  const { iss, jtis, key_thumbprints } = claims;
  const iat = readNumericDate(claims, 'iat');
  if (iss !== issuer) throw new DenylistFileError('denylist_untrusted', 'The list is of another issuer.');
  // A member that is missing may be a newer form, or half a list: nothing is taken for "nobody".
  if (iat === undefined || !isTexts(jtis, /[\s\S]/) || !isTexts(key_thumbprints, thumbprintForm))
    throw new DenylistFileError('denylist_malformed', 'The list needs "iat", "jtis" and "key_thumbprints".');
  return { iss: issuer, iat, jtis, key_thumbprints };
}

function isTexts(value: unknown, form: RegExp): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && form.test(text));
}
