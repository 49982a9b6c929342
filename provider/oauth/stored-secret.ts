import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';

/** How a secret lies in the configuration: `scheme:…`. */
export type StoredSecret =
  | { readonly scheme: 'scrypt'; readonly salt: Buffer; readonly digest: Buffer }
  | { readonly scheme: 'hmac-sha256'; readonly digest: Buffer };

/** One of the equal choices of OWASP's password storage sheet: 16 MiB, and about a tenth of a second a check. */
const scryptCost = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 } as const;
const DIGEST_BYTES = 32;

const deriveByScrypt = promisify<string, Buffer, number, typeof scryptCost, Buffer>(scrypt);

const forms = {
  scrypt: /^scrypt:([\w-]{22}):([\w-]{43})$/,
  'hmac-sha256': /^hmac-sha256:([\w-]{43})$/,
  plain: /^plain:([\x20-\x7e]{1,256})$/,
} as const;

/** Reads a stored form; undefined when it has none. `plain:` is hashed here, so that no plain secret stays in memory. */
export async function readStoredSecret(text: string): Promise<StoredSecret | undefined> {
  const plain = forms.plain.exec(text)?.[1];
  if (plain !== undefined) return hashChosenSecret(plain);
  const keyed = forms['hmac-sha256'].exec(text)?.[1];
  if (keyed !== undefined) return { scheme: 'hmac-sha256', digest: Buffer.from(keyed, 'base64url') };
  const [, salt, digest] = forms.scrypt.exec(text) ?? [];
  if (salt === undefined || digest === undefined) return undefined;
  return { scheme: 'scrypt', salt: Buffer.from(salt, 'base64url'), digest: Buffer.from(digest, 'base64url') };
}

export function isStoredSecret(text: string): boolean {
  return Object.values(forms).some((form) => form.test(text));
}

/** For a secret that a person chose: slow on purpose. */
export async function hashChosenSecret(secret: string): Promise<StoredSecret> {
  const salt = randomBytes(16);
  return { scheme: 'scrypt', salt, digest: await deriveByScrypt(secret, salt, DIGEST_BYTES, scryptCost) };
}

/** For a secret of at least 128 random bits: useless to who has the configuration and not the wrapping key. */
export function hashGeneratedSecret(secret: string, wrappingKey: Uint8Array): StoredSecret {
  return {
    scheme: 'hmac-sha256',
    digest: createHmac('sha256', digestKeyOf(wrappingKey)).update(secret).digest(),
  };
}

/** Derived once from each wrapping key, and not at every token request: deriving costs more than all of its check. */
const digestKeys = new WeakMap<Uint8Array, KeyObject>();

function digestKeyOf(wrappingKey: Uint8Array): KeyObject {
  const known = digestKeys.get(wrappingKey);
  if (known !== undefined) return known;
  const derived = hkdfSync('sha256', wrappingKey, '', 'keyturn generated secrets', DIGEST_BYTES);
  const key = createSecretKey(Buffer.from(derived));
  digestKeys.set(wrappingKey, key);
  return key;
}

export function formatStoredSecret(stored: StoredSecret): string {
  const digest = stored.digest.toString('base64url');
  if (stored.scheme === 'hmac-sha256') return `hmac-sha256:${digest}`;
  return `scrypt:${stored.salt.toString('base64url')}:${digest}`;
}

/** Compares in constant time. Any of the wrapping keys may have made a keyed digest, since that key turns too. */
export async function matchesStoredSecret(
  secret: string,
  stored: StoredSecret,
  wrappingKeys: readonly Uint8Array[],
): Promise<boolean> {
  if (stored.scheme === 'scrypt') {
    const digest = await deriveByScrypt(secret, stored.salt, DIGEST_BYTES, scryptCost);
    return timingSafeEqual(digest, stored.digest);
  }
  const matches = wrappingKeys.map((key) =>
    timingSafeEqual(hashGeneratedSecret(secret, key).digest, stored.digest),
  );
  return matches.includes(true);
}
