import { createPrivateKey, type KeyObject } from 'node:crypto';
import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { KeyImportError } from './key-import-error.js';

/** A private key as it lay in a file. */
export interface ReadPrivateKey {
  readonly privateKey: KeyObject;
  /** As the JWK names itself; a PEM has no names. */
  readonly kid?: string;
  readonly alg?: string;
}

/** A private key from a PEM or a JWK, also as the only one of a JWK set. Throws KeyImportError, which repeats nothing of it. */
export function readPrivateKey(text: string): ReadPrivateKey {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? readJwk(parseJson(trimmed)) : readPem(trimmed);
}

/** RFC 7468 section 2. Certificates and parameters beside the key are left aside. */
function readPem(text: string): ReadPrivateKey {
  const labels = [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----/gm)].map(([, label = '']) => label);
  const privateLabels = labels.filter((label) => label.endsWith('PRIVATE KEY'));
  if (privateLabels.length > 1) throw new KeyImportError('keys_several', 'give each a file of its own');
  const [label] = privateLabels;
  if (label === undefined)
    throw labels.length === 0
      ? new KeyImportError('key_malformed')
      : new KeyImportError('key_public_only', `the file holds ${[...new Set(labels)].join(', ')}`);
  if (label.startsWith('ENCRYPTED') || /^Proc-Type: *4,ENCRYPTED/m.test(text))
    throw new KeyImportError('key_encrypted', 'openssl pkey -in FILE takes the passphrase off');
  const from = text.indexOf(`-----BEGIN ${label}-----`);
  return { privateKey: createKey(text.slice(from)) };
}

function readJwk(value: Readonly<Record<string, unknown>>): ReadPrivateKey {
  if ('keys' in value) return readJwk(onlyKeyOf(value.keys));
  const { kty, kid, alg, use, key_ops: operations } = value;
  if (kty === 'oct') throw new KeyImportError('key_symmetric');
  if (typeof kty !== 'string')
    throw new KeyImportError('key_malformed', 'a JWK has a kty (RFC 7517 section 4.1)');
  // Passed over, they would make it another key than its relying parties know.
  if (kid !== undefined && typeof kid !== 'string') throw new KeyImportError('kid_invalid');
  if (alg !== undefined && typeof alg !== 'string')
    throw new KeyImportError('key_malformed', 'its alg is no text (RFC 7517 section 4.4)');
  if (privateMembersOf(value).length === 0) throw new KeyImportError('key_public_only');
  const signs = operations === undefined || (Array.isArray(operations) && operations.includes('sign'));
  if ((use !== undefined && use !== 'sig') || !signs) throw new KeyImportError('key_not_for_signing');
  return {
    privateKey: createKey({ key: { ...value }, format: 'jwk' }),
    ...(kid === undefined ? {} : { kid }),
    ...(alg === undefined ? {} : { alg }),
  };
}

/** RFC 7517 section 5. */
function onlyKeyOf(keys: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(keys)) throw new KeyImportError('key_malformed', 'keys is no list');
  if (keys.length > 1) throw new KeyImportError('keys_several', 'give each a file of its own');
  const [only] = keys;
  if (typeof only !== 'object' || only === null || 'keys' in only) throw new KeyImportError('key_malformed');
  return only;
}

function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words may repeat what it stumbled over.
    throw new KeyImportError('key_malformed', 'it begins like a JWK and is no JSON');
  }
}

function createKey(input: Parameters<typeof createPrivateKey>[0]): KeyObject {
  try {
    return createPrivateKey(input);
  } catch {
    throw new KeyImportError('key_malformed');
  }
}
