import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { RecoveryKey } from '../ring/policy.js';
import { fileErrorCode, nodeFileSystem } from '../stores/file-system.js';
import { exportPublicJwk } from './generate-key.js';
import { CustodyError } from './key-custody.js';

const MAX_FILE_BYTES = 4096;
const GROUP_AND_OTHERS = 0o077;

/** Reads an operator's recovery key: a private key of P-256, PEM, that nobody else can read. Rejects with CustodyError `recovery_key_invalid`. */
export async function readRecoveryKeyFile(path: string): Promise<KeyObject> {
  const { bytes, mode } = await nodeFileSystem.read(path, MAX_FILE_BYTES).catch((error: unknown) => {
    throw invalid(`the recovery key file ${path} cannot be read: ${fileErrorCode(error) ?? 'unknown error'}`);
  });
  // Windows has no such bits.
  if ((mode & GROUP_AND_OTHERS) !== 0 && process.platform !== 'win32')
    throw invalid(`the recovery key in ${path} is open to other users; cure: chmod 600 ${path}`);
  return requireRecoveryKey(parsePem(Buffer.from(bytes), path), path);
}

export function requireRecoveryKey(key: KeyObject, path: string): KeyObject {
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw invalid(`${path} does not hold a private key of P-256: keyturn recovery init FILE makes one`);
}

/** The public half as it is written in a configuration. */
export function recoveryJwk(privateKey: KeyObject): PublicJwk {
  const jwk = exportPublicJwk(createPublicKey(privateKey));
  return { ...jwk, kid: recoveryKid(jwk), alg: 'ECDH-ES+A256KW', use: 'enc' };
}

/** From a configuration. Undefined for what is no point of the curve. */
export function readRecoveryJwk(jwk: Readonly<Record<string, unknown>>): RecoveryKey | undefined {
  const { kty, crv, x, y } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || typeof x !== 'string' || typeof y !== 'string') return undefined;
  try {
    createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
    return { kid: recoveryKid({ kty, crv, x, y }), x, y };
  } catch {
    return undefined;
  }
}

/** RFC 7638 section 3, of an EC key. */
function recoveryKid({ crv, kty, x, y }: PublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function parsePem(pem: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid(`${path} does not hold a private key: keyturn recovery init FILE makes one`);
  } finally {
    pem.fill(0);
  }
}

function invalid(message: string): CustodyError {
  return new CustodyError('recovery_key_invalid', message);
}
