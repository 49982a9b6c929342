import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type { WrappedPrivateKey } from '../ring/key-ring.js';
import type { RecoveryKey } from '../ring/policy.js';
import { CustodyError } from './key-custody.js';
import type { BoundKey } from './wrap.js';

const algorithm = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM' } as const;

/**
 * Seals a private key to an operator's recovery key as a compact JWE (RFC 7516): who seals it cannot open it again. What it
 * is bound to is in the protected header, which GCM authenticates.
 */
export async function sealPrivateKey(
  privateKey: KeyObject,
  bound: BoundKey,
  { kid, x, y }: RecoveryKey,
): Promise<WrappedPrivateKey> {
  const recipient = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const plaintext = privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    return await new CompactEncrypt(plaintext)
      .setProtectedHeader({ ...algorithm, kid, keyturn: { ...placeOf(bound) } })
      .encrypt(recipient);
  } finally {
    plaintext.fill(0);
  }
}

/** Opens what was sealed, if it is bound to exactly this. Rejects with CustodyError `recovery_key_wrong`. */
export async function openSealedKey(
  sealed: WrappedPrivateKey,
  bound: BoundKey,
  recoveryKey: KeyObject,
): Promise<KeyObject> {
  try {
    const { plaintext: bytes, protectedHeader } = await compactDecrypt(sealed, recoveryKey, {
      keyManagementAlgorithms: [algorithm.alg],
      contentEncryptionAlgorithms: [algorithm.enc],
    });
    const plaintext = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      if (isDeepStrictEqual(protectedHeader.keyturn, placeOf(bound)))
        return createPrivateKey({ key: plaintext, format: 'der', type: 'pkcs8' });
    } finally {
      plaintext.fill(0);
    }
  } catch {
    // Neither jose's reasons nor OpenSSL's are for anyone outside.
  }
  const message = `the cold standby ${bound.kid} does not open: it was sealed to another recovery key, moved or altered`;
  throw new CustodyError('recovery_key_wrong', message);
}

function placeOf({ issuer, series, kid, bornAtEpoch, alg }: BoundKey): BoundKey {
  return { issuer, series, kid, bornAtEpoch, alg };
}
