import { randomBytes } from 'node:crypto';

/** RFC 7519 section 4.1.7 asks for no collisions; 128 random bits give none. */
const ID_BYTES = 16;
/** Asking for many random bytes costs hardly more than asking for a few. */
const DRAWN_BYTES = 256 * ID_BYTES;

let drawn = Buffer.alloc(0);
let taken = 0;

/** A `jti` that no other token has: 22 letters of base64url. It is an identifier and no secret. */
export function newTokenId(): string {
  if (taken === drawn.length) {
    drawn = randomBytes(DRAWN_BYTES);
    taken = 0;
  }
  const from = taken;
  taken += ID_BYTES;
  return drawn.toString('base64url', from, taken);
}
