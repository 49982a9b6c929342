import { base64url, CompactSign, type CryptoKey } from 'jose';
import type { JsonObject } from '../token/strict-json.js';

/**
 * The holder's private key: a WebCrypto key, which need not be extractable, or whatever signs for one that never leaves
 * its enclave.
 */
export type HolderKey =
  | CryptoKey
  | {
      /**
       * @param signingInput what is to be signed (RFC 7515 section 5.1); it is not hashed yet.
       * @returns the signature as JWS wants it: R||S for ES algorithms (RFC 7518 section 3.4).
       */
      sign(signingInput: Uint8Array): Uint8Array | Promise<Uint8Array>;
    };

/** Signs one JWT. */
export type SignCompact = (
  header: { readonly alg: string } & JsonObject,
  claims: JsonObject,
) => Promise<string>;

const utf8 = new TextEncoder();

export function createSignCompact(key: HolderKey): SignCompact {
  if (!('sign' in key))
    return (header, claims) =>
      new CompactSign(utf8.encode(JSON.stringify(claims))).setProtectedHeader({ ...header }).sign(key);
  return async (header, claims) => {
    const signingInput = `${encode(header)}.${encode(claims)}`;
    const signature = await key.sign(utf8.encode(signingInput));
    return `${signingInput}.${base64url.encode(signature)}`;
  };
}

function encode(value: JsonObject): string {
  return base64url.encode(JSON.stringify(value));
}
