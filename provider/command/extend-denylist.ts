import { readFile } from 'node:fs/promises';
import { isRejection } from '@keyturn/relying-party';
import { type DenylistClaims, DenylistFileError, readSignedDenylist } from '@keyturn/relying-party/denylist';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { UsageError } from './usage-error.js';

/** The list as it is so far, and the key that must have signed it: nobody else's entries are taken over. */
export interface ListBefore {
  readonly file: string;
  readonly jwk: PublicJwk;
}

export interface ListAddition {
  readonly jtis: readonly string[];
  readonly keyThumbprints: readonly string[];
  readonly nowSeconds: number;
}

const thumbprintForm = /^[\w-]{43}$/;

/** The claims of the next list: everything that was on it, and what is new. Throws UsageError. */
export async function extendDenylist(
  issuer: string,
  before: ListBefore | undefined,
  { jtis, keyThumbprints, nowSeconds }: ListAddition,
): Promise<DenylistClaims> {
  const wrong = keyThumbprints.find((thumbprint) => !thumbprintForm.test(thumbprint));
  if (wrong !== undefined)
    throw new UsageError('--key-thumbprint is SHA-256 in base64url, 43 characters (RFC 7638)');
  const known = before === undefined ? undefined : await readBefore(issuer, before);
  return {
    iss: issuer,
    iat: nextIat(nowSeconds, known),
    jtis: [...new Set([...(known?.jtis ?? []), ...jtis])],
    key_thumbprints: [...new Set([...(known?.key_thumbprints ?? []), ...keyThumbprints])],
  };
}

/**
 * Ahead of the list that it takes the place of, whatever this clock says: of two of one second nobody could tell which is the
 * newer, and the older one, put back, would undo a revocation.
 */
function nextIat(nowSeconds: number, known: DenylistClaims | undefined): number {
  return Math.max(Math.floor(nowSeconds), known === undefined ? 0 : Math.floor(known.iat) + 1);
}

/** The claims of the next list without these entries: what was put on it by mistake counts again. Throws UsageError. */
export async function shortenDenylist(
  issuer: string,
  before: ListBefore,
  { jtis, keyThumbprints, nowSeconds }: ListAddition,
): Promise<DenylistClaims> {
  const known = await readBefore(issuer, before);
  const listed = new Set([...known.jtis, ...known.key_thumbprints]);
  const missing = [...jtis, ...keyThumbprints].find((entry) => !listed.has(entry));
  if (missing !== undefined) throw new UsageError(`${missing} is not on the list; nothing was changed`);
  return {
    iss: issuer,
    iat: nextIat(nowSeconds, known),
    jtis: known.jtis.filter((jti) => !jtis.includes(jti)),
    key_thumbprints: known.key_thumbprints.filter((thumbprint) => !keyThumbprints.includes(thumbprint)),
  };
}

/** The list as it is. Throws UsageError where this key did not sign it for this issuer. */
export async function readBefore(issuer: string, { file, jwk }: ListBefore): Promise<DenylistClaims> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code ?? 'unknown error'}`);
  });
  try {
    return await readSignedDenylist(text, { issuer, jwks: { keys: [jwk] } });
  } catch (cause) {
    if (!(cause instanceof DenylistFileError) && !isRejection(cause)) throw cause;
    throw new UsageError(`${file} is no list that this key signed for this issuer: ${cause.code}`);
  }
}
