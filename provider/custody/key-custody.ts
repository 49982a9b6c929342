import type { KeyObject } from 'node:crypto';
import { KeyturnError } from '@keyturn/shared/error-base';
import type { GeneratedKey, RingKey, SeriesAlgorithm, WrappedPrivateKey } from '../ring/key-ring.js';
import type { RecoveryKey } from '../ring/policy.js';

/** Signs with one key. One method, so that a key may live in process, in PKCS#11 or in a cloud service. */
export interface Signer {
  /** Signs in this process in microseconds, so that nobody waits for it. */
  readonly quick?: true;
  /** Of a quick one: the same in the thread pool, which takes longer and leaves the event loop to others. */
  signInPool?(signingInput: Uint8Array): Promise<Uint8Array>;
  /** The JWS signature (RFC 7515 5.1) over the signing input: R||S for ECDSA. */
  sign(signingInput: Uint8Array): Promise<Uint8Array>;
}

/** A key that no commit has seen; its private half never leaves custody unwrapped. */
export interface FreshKey {
  readonly key: GeneratedKey;
  readonly signer: Signer;
  /** Wraps the private half, bound to all of this: AES-256-GCM refuses it for another issuer, series, kid or epoch. */
  wrap(binding: WrapBinding): Promise<WrappedPrivateKey>;
  /** Seals the private half to a recovery key, bound to the same; absent where custody gives nothing away. */
  seal?(binding: WrapBinding, recoveryKey: RecoveryKey): Promise<WrappedPrivateKey>;
}

export interface WrapBinding {
  readonly issuer: string;
  readonly series: string;
  readonly kid: string;
  readonly bornAtEpoch: number;
}

export interface KeyCustody {
  generate(alg: SeriesAlgorithm): Promise<FreshKey>;
  /**
   * Takes a private key of another issuer in, as if it had been generated here under this kid. Throws KeyImportError where
   * the algorithm cannot use it. Absent where keys cannot be brought in.
   */
  importKey?(privateKey: KeyObject, alg: SeriesAlgorithm, kid: string): Promise<FreshKey>;
  /** Opens a ring key for signing. Rejects with CustodyError `key_unreadable`. */
  open(key: RingKey, issuer: string, series: string): Promise<Signer>;
  /**
   * Wraps a ring key's private half anew, under the wrapping key that wraps today; null where it is already. Rejects with
   * CustodyError `key_unreadable`. Absent where there is no wrapping key to turn.
   */
  rewrap?(key: RingKey, issuer: string, series: string): Promise<WrappedPrivateKey | null>;
}

/**
 * `key_unreadable`: wrong wrapping key, or the wrapped key was moved or altered. `wrapping_key_invalid`: not 32 bytes, or
 * in a file that is missing or open to other users. `recovery_key_invalid`: no private P-256 key, or in such a file.
 * `recovery_key_wrong`: it opens no cold standby of this series. `sealing_unsupported`: this custody seals nothing.
 */
export const custodyErrorCodes = [
  'key_unreadable',
  'wrapping_key_invalid',
  'recovery_key_invalid',
  'recovery_key_wrong',
  'sealing_unsupported',
] as const;
export type CustodyErrorCode = (typeof custodyErrorCodes)[number];

export class CustodyError extends KeyturnError<CustodyErrorCode> {}
