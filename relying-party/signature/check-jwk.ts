import { type PublicJwk, privateMembersOf } from '@keyturn/shared/public-jwk';
import type { DecodeBase64url } from '../token/base64url.js';
import { algorithmTraits, canonicalAlgorithm, type SignatureAlgorithm } from './algorithms.js';
import { certificateHoldsKey, encodeRsaPublicKey } from './certificate-key.js';
import { isOnCurve, readBigEndian, weierstrassCurves } from './curves.js';
import { faultOfEdwardsPoint } from './edwards-point.js';
import { KeyRefusal } from './key-refusal.js';

export const rsaModulusBits = { min: 2048, max: 8192 } as const;

/**
 * Whether a key may verify signatures of one algorithm; no I/O, the same on every platform.
 * RFC 7517 sections 4.2-4.4 and 4.7, RFC 7518 section 6, RFC 8037 section 2, RFC 8725 section 3.
 * @throws KeyRefusal with the first reason found.
 */
export function checkJwk(jwk: PublicJwk, alg: SignatureAlgorithm, decode: DecodeBase64url): void {
  const traits = algorithmTraits[alg];
  const [privateMember] = privateMembersOf(jwk as unknown as Readonly<Record<string, unknown>>);
  if (privateMember !== undefined)
    throw new KeyRefusal('key_private', `The key carries the private member "${privateMember}".`);
  if (jwk.kty !== traits.kty)
    throw new KeyRefusal('key_type_unfit', `${alg} needs a key of type ${traits.kty}.`);
  if (traits.curve !== undefined && jwk.crv !== traits.curve)
    throw new KeyRefusal('key_curve_unfit', `${alg} needs a key on the curve ${traits.curve}.`);
  checkNames(jwk, alg);
  const keyBytes = keyBytesOf(jwk, decode);
  if (jwk.x5c !== undefined) checkCertificate(jwk.x5c, keyBytes, decode);
}

function checkNames(jwk: PublicJwk, alg: SignatureAlgorithm): void {
  if (jwk.kid !== undefined && typeof jwk.kid !== 'string')
    throw new KeyRefusal('key_malformed', 'The "kid" of the key is not a string.');
  if (jwk.alg !== undefined && canonicalAlgorithm(jwk.alg as SignatureAlgorithm) !== canonicalAlgorithm(alg))
    throw new KeyRefusal('key_algorithm_unfit', 'The key names another algorithm as its own.');
  if (jwk.use !== undefined && jwk.use !== 'sig')
    throw new KeyRefusal('key_use_unfit', 'The "use" of the key is not "sig".');
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify')))
    throw new KeyRefusal('key_operations_unfit', 'The "key_ops" of the key do not include "verify".');
}

/** The checked key as a certificate would hold it: the content of subjectPublicKey (RFC 5280 section 4.1). */
function keyBytesOf(jwk: PublicJwk, decode: DecodeBase64url): Uint8Array {
  const read = (name: KeyMember) => readMember(jwk[name], name, decode);
  if (jwk.kty === 'RSA') return checkRsa(read('n'), read('e'));
  if (jwk.kty === 'OKP') return checkEdwards(read('x'));
  return checkWeierstrass(jwk.crv as keyof typeof weierstrassCurves, read('x'), read('y'));
}

function checkRsa(n: Uint8Array, e: Uint8Array): Uint8Array {
  // RFC 7518 section 2, Base64urlUInt: the least number of octets. A second spelling would have a second thumbprint.
  if (n[0] === 0 || e[0] === 0)
    throw new KeyRefusal('key_malformed', 'A number of the RSA key starts with a zero octet.');
  const bits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  if (bits < rsaModulusBits.min || bits > rsaModulusBits.max)
    throw new KeyRefusal('rsa_size_refused', `An RSA modulus of ${bits} bit is refused.`);
  if (((n.at(-1) ?? 0) & 1) === 0) throw new KeyRefusal('rsa_modulus_refused', 'The RSA modulus is even.');
  const exponent = e.length > 4 ? 0n : readBigEndian(e);
  if (exponent < 3n || (exponent & 1n) === 0n)
    throw new KeyRefusal('rsa_exponent_refused', 'The RSA exponent is not odd, or not within 3 and 2^32.');
  return encodeRsaPublicKey(n, e);
}

function checkWeierstrass(name: keyof typeof weierstrassCurves, x: Uint8Array, y: Uint8Array): Uint8Array {
  const curve = weierstrassCurves[name];
  if (x.length !== curve.coordinateBytes || y.length !== curve.coordinateBytes)
    throw new KeyRefusal('key_malformed', `A coordinate on ${name} has ${curve.coordinateBytes} octets.`);
  if (!isOnCurve(curve, readBigEndian(x), readBigEndian(y)))
    throw new KeyRefusal('point_not_on_curve', `The point is not on ${name}.`);
  return Uint8Array.of(4, ...x, ...y);
}

function checkEdwards(x: Uint8Array): Uint8Array {
  if (x.length !== 32) throw new KeyRefusal('key_malformed', 'An Ed25519 public key has 32 octets.');
  const fault = faultOfEdwardsPoint(x);
  if (fault === 'small_order') throw new KeyRefusal('point_of_small_order', 'The point is of small order.');
  if (fault === 'off_curve') throw new KeyRefusal('point_not_on_curve', 'The point is not on edwards25519.');
  return x;
}

/** RFC 7517 section 4.7: the first certificate's key is this key. */
function checkCertificate(x5c: readonly string[], keyBytes: Uint8Array, decode: DecodeBase64url): void {
  if (!Array.isArray(x5c) || typeof x5c[0] !== 'string' || !certificateHoldsKey(x5c[0], keyBytes, decode))
    throw new KeyRefusal('certificate_mismatch', 'The first certificate of "x5c" does not hold this key.');
}

type KeyMember = 'n' | 'e' | 'x' | 'y';

function readMember(text: unknown, name: KeyMember, decode: DecodeBase64url): Uint8Array {
  const bytes = typeof text === 'string' ? decode(text) : undefined;
  if (bytes === undefined || bytes.length === 0)
    throw new KeyRefusal('key_malformed', `The member "${name}" of the key is not base64url.`);
  return bytes;
}
