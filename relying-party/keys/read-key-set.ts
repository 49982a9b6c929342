import { readEpoch } from '@keyturn/shared/epoch';
import { readJsonObject } from './read-json.js';
import { RefreshFailure } from './refresh-failure.js';

/** A key set as it was served: its keys are not judged yet. */
export interface ServedKeySet {
  /** The ring's epoch where the issuer publishes one. */
  readonly epoch: number | undefined;
  readonly keys: readonly unknown[];
}

const MAX_KEYS = 64;

/**
 * A JWK set (RFC 7517 section 5). Unknown members are ignored, and what is wrong with one key is that key's affair.
 * @throws RefreshFailure when the body as a whole is no set to work with.
 */
export function readKeySet(body: Uint8Array): ServedKeySet {
  const document = readJsonObject(body);
  const { keys } = document;
  if (!Array.isArray(keys) || keys.length === 0)
    throw new RefreshFailure('keys_missing', 'The key set has no keys.');
  if (keys.length > MAX_KEYS)
    throw new RefreshFailure('keys_too_many', `The key set has over ${MAX_KEYS} keys.`);
  return { epoch: readEpoch(document), keys };
}
