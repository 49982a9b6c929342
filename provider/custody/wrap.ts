import { createHmac, createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { SeriesAlgorithm, WrappedPrivateKey } from '../ring/key-ring.js';
import { CustodyError, type WrapBinding } from './key-custody.js';

/** A wrapping key, ready. The bytes are inside the KeyObject, where no log or inspection finds them. */
export interface WrappingKey {
  /** Names the key in what it wrapped; tells nothing about its bytes. */
  readonly id: string;
  readonly key: KeyObject;
}

/** Everything that a wrapped key is bound to. */
export interface BoundKey extends WrapBinding {
  readonly alg: SeriesAlgorithm;
}

/** AES-256. */
export const WRAPPING_KEY_BYTES = 32;

/** Throws CustodyError `wrapping_key_invalid` unless it is 32 bytes. */
export function importWrappingKey(bytes: Uint8Array): WrappingKey {
  if (bytes.length !== WRAPPING_KEY_BYTES)
    throw new CustodyError(
      'wrapping_key_invalid',
      `a wrapping key has ${WRAPPING_KEY_BYTES} bytes, not ${bytes.length}`,
    );
  const key = createSecretKey(bytes);
  const id = createHmac('sha256', key).update('keyturn wrapping key id').digest('base64url').slice(0, 16);
  return { id, key };
}

/**
 * Wraps a private key as a compact JWE (RFC 7516): `dir`, A256GCM, PKCS #8 inside. What it is bound to is in the protected
 * header, which GCM authenticates, so that no store can move it to another place unnoticed.
 */
export async function wrapPrivateKey(
  privateKey: KeyObject,
  bound: BoundKey,
  wrappingKey: WrappingKey,
): Promise<WrappedPrivateKey> {
  const plaintext = privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    return await new CompactEncrypt(plaintext)
      .setProtectedHeader(headerOf(bound, wrappingKey.id))
      .encrypt(wrappingKey.key);
  } finally {
    plaintext.fill(0);
  }
}

/**
 * Opens a wrapped key with whichever wrapping key wrapped it, if it is bound to exactly this. Rejects with CustodyError
 * `key_unreadable`, which tells nobody what was wrong with it.
 */
export async function unwrapPrivateKey(
  wrapped: WrappedPrivateKey,
  bound: BoundKey,
  wrappingKeys: readonly WrappingKey[],
): Promise<KeyObject> {
  try {
    const unwrapped = await compactDecrypt(
      wrapped,
      (unverifiedHeader) => keyFor(unverifiedHeader, wrappingKeys),
      {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      },
    );
    const plaintext = Buffer.from(
      unwrapped.plaintext.buffer,
      unwrapped.plaintext.byteOffset,
      unwrapped.plaintext.length,
    );
    const { kid = '', ...header } = unwrapped.protectedHeader;
    try {
      if (isDeepStrictEqual({ ...header, kid }, headerOf(bound, kid)))
        return createPrivateKey({ key: plaintext, format: 'der', type: 'pkcs8' });
    } finally {
      plaintext.fill(0);
    }
  } catch {
    // Neither jose's reasons nor OpenSSL's are for anyone outside.
  }
  throw unreadable(bound.kid);
}

/** Whether this wrapping key wrapped it, by the name that it left; false for what is no wrapped key. */
export function isWrappedUnder(wrapped: WrappedPrivateKey, wrappingKey: WrappingKey): boolean {
  try {
    return decodeProtectedHeader(wrapped).kid === wrappingKey.id;
  } catch {
    return false;
  }
}

export function unreadable(kid: string): CustodyError {
  const message = `the private half of key ${kid} cannot be opened: the wrapping key is another, or it was moved or altered`;
  return new CustodyError('key_unreadable', message);
}

function headerOf({ issuer, series, kid, bornAtEpoch, alg }: BoundKey, wrappingKeyId: string) {
  return {
    alg: 'dir',
    enc: 'A256GCM',
    kid: wrappingKeyId,
    keyturn: { issuer, series, kid, bornAtEpoch, alg },
  };
}

function keyFor({ kid }: { readonly kid?: string }, wrappingKeys: readonly WrappingKey[]): KeyObject {
  const found = wrappingKeys.find(({ id }) => id === kid);
  if (found === undefined) throw new Error('no such wrapping key');
  return found.key;
}
