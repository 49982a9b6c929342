import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createVerifierOn, type Verifier } from '../../relying-party/create-verifier.js';
import type { IssuerOptions, VerifierOptions } from '../../relying-party/options.js';
import { isRejection, type VerificationRejection } from '../../relying-party/rejection.js';
import type { SignatureAlgorithm } from '../../relying-party/signature/algorithms.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import { createWebSignature } from '../../relying-party/signature/web.js';
import { decodeBase64url } from '../../relying-party/token/base64url.js';
import { decodeBase64urlByBuffer } from '../../relying-party/token/base64url-node.js';

export const nowSeconds = 1_800_000_000;
export const issuer = 'https://issuer.example';
export const audience = 'https://api.example';

export interface MadeKey {
  readonly alg: SignatureAlgorithm;
  readonly jwk: PublicJwk;
  readonly privateKey: KeyObject;
  sign(signingInput: string): Uint8Array;
}

const makers: Record<
  SignatureAlgorithm,
  { readonly generate: () => KeyPair; readonly digest: string | null }
> = {
  RS256: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha256' },
  RS384: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha384' },
  RS512: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha512' },
  PS256: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha256' },
  PS384: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha384' },
  PS512: { generate: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), digest: 'sha512' },
  ES256: { generate: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }), digest: 'sha256' },
  ES384: { generate: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }), digest: 'sha384' },
  ES512: { generate: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }), digest: 'sha512' },
  EdDSA: { generate: () => generateKeyPairSync('ed25519'), digest: null },
  Ed25519: { generate: () => generateKeyPairSync('ed25519'), digest: null },
};

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const allAlgorithms = Object.keys(makers) as SignatureAlgorithm[];

/** A fresh key pair with its public JWK as a provider would publish it. */
export function makeKey(alg: SignatureAlgorithm, kid = `kid-${alg}`): MadeKey {
  const { publicKey, privateKey } = makers[alg].generate();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } as PublicJwk;
  return { alg, jwk, privateKey, sign: (input) => signWith(alg, privateKey, input) };
}

export function signWith(alg: SignatureAlgorithm, key: KeyObject, signingInput: string): Uint8Array {
  const { digest } = makers[alg];
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  if (alg.startsWith('PS')) return sign(digest, Buffer.from(signingInput), { key, padding, saltLength });
  return sign(digest, Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' });
}

/** The claims of RFC 9068, valid at `nowSeconds`; undefined takes one out. */
export function accessClaims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: issuer,
    sub: 'client-1',
    aud: audience,
    client_id: 'client-1',
    iat: nowSeconds - 10,
    exp: nowSeconds + 300,
    jti: 'token-1',
    scope: 'read',
    ...changes,
  };
}

export type Written = string | Uint8Array | Readonly<Record<string, unknown>>;

/** base64url of an object's JSON, or of text or bytes exactly as they are. */
export function encodeSegment(value: Written): string {
  if (typeof value === 'string') return Buffer.from(value).toString('base64url');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Signs header and payload as they are written, however wrong. */
export function compact(key: MadeKey, header: Written, payload: Written): string {
  const signingInput = `${encodeSegment(header)}.${encodeSegment(payload)}`;
  return `${signingInput}.${encodeSegment(key.sign(signingInput))}`;
}

export function accessHeader(key: MadeKey, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { alg: key.alg, typ: 'at+jwt', kid: key.jwk.kid, ...changes };
}

/** A token that a verifier of `makeVerifier` accepts, with changes. */
export function accessToken(
  key: MadeKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): string {
  return compact(key, accessHeader(key, header), accessClaims(claims));
}

export interface MadeVerifier extends Verifier {
  readonly clock: VirtualClock;
}

type IssuerChanges = Partial<IssuerOptions>;

/** A verifier with a fixed key set: no network can be involved. */
export function makeVerifier(
  keys: readonly (MadeKey | PublicJwk)[],
  changes: IssuerChanges = {},
  platform: 'node' | 'web' = 'node',
  options: Partial<VerifierOptions> = {},
): MadeVerifier {
  const clock = new VirtualClock(nowSeconds);
  const jwks = { keys: keys.map((key) => ('jwk' in key ? key.jwk : key)) };
  const verifier = createVerifierOn(
    {
      createFetch: () => () => Promise.reject(new Error('nothing may be fetched')),
      signature: platform === 'node' ? createNodeSignature() : createWebSignature(),
      clock,
      decodeBase64url: platform === 'node' ? decodeBase64urlByBuffer : decodeBase64url,
    },
    { issuers: [{ issuer, audience, discovery: { jwks }, ...changes }], ...options },
  );
  return { ...verifier, clock };
}

/** The rejection of a token, or the test fails. */
export async function refusal(verdict: Promise<unknown>): Promise<VerificationRejection> {
  const outcome = await verdict.catch((error: unknown) => error);
  if (isRejection(outcome)) return outcome;
  throw new Error('The token was not refused by a rejection.', { cause: outcome });
}

export async function refusalCode(verdict: Promise<unknown>): Promise<string> {
  return (await refusal(verdict)).code;
}
