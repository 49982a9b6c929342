import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { Refusal } from './refusal.js';

/** One of the equal choices of OWASP's password storage sheet: 16 MiB and about a tenth of a second for each. */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;
const MOST_MEMORY_BYTES = 64 * 1024 * 1024;
const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/** scrypt runs where tokens are signed too: a flood of log-ins must leave room, and must not fill the memory. */
const AT_ONCE = 2;
const WAITING_AT_MOST = 64;

const deriveByScrypt = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** How passwords are kept and compared. Both reject with Refusal `busy` where too many wait. */
export interface Passwords {
  /** As it is stored: `scrypt:N:r:p:salt:digest`, so that a higher cost can come later. */
  hash(password: string): Promise<string>;
  /** Costs the same where there is nothing to compare with, so that nobody learns by time which users there are. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

export function createPasswords(derive = deriveByScrypt): Passwords {
  const gate = pLimit(AT_ONCE);
  const deriveInTurn = (password: string, salt: Buffer, { N, r, p }: Record<'N' | 'r' | 'p', number>) => {
    if (gate.pendingCount >= WAITING_AT_MOST) throw new Refusal('busy', 1);
    // One spelling of letters that a keyboard may compose in two ways (NIST SP 800-63B section 3.1.1.2).
    const text = password.normalize('NFC');
    return gate(() => derive(text, salt, DIGEST_BYTES, { N, r, p, maxmem: MOST_MEMORY_BYTES }));
  };
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      return format(salt, await deriveInTurn(password, salt, cost));
    },
    async matches(password, stored = format(randomBytes(SALT_BYTES), randomBytes(DIGEST_BYTES))) {
      const [, N, r, p, salt = '', digest = ''] = stored.split(':');
      const expected = Buffer.from(digest, 'base64url');
      const costThen = { N: Number(N), r: Number(r), p: Number(p) };
      const found = await deriveInTurn(password, Buffer.from(salt, 'base64url'), costThen);
      return timingSafeEqual(found, expected);
    },
  };
}

const format = (salt: Buffer, digest: Buffer) =>
  ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), digest.toString('base64url')].join(':');
