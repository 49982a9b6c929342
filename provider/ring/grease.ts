import { createHash, ECDH } from 'node:crypto';
import { epochMember } from '@keyturn/shared/epoch';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { PublishedKeySet } from './published-keys.js';

/** A week. */
export const GREASE_TURN_SECONDS = 604_800;
/** Tuesday, 10:00 UTC: who breaks does so while people are at work. The epoch began on a Thursday. */
const TURNS_AFTER_SECONDS = 5 * 86_400 + 10 * 3600;

/**
 * The key set with what every relying party must bear (RFC 7517 sections 4 and 5), so that one which does not breaks on a
 * quiet day and not in the night of a rotation: a key that signs nothing, keys in no order, a member that nobody knows.
 * Pure, and the same on every replica: it follows from the set and from when the set last changed. So it changes with the
 * epoch alone, for a set that loses a key without a higher epoch is not to be trusted (I11); the decoy is another with the
 * first change in a new week.
 * @param turnSeconds how long a week is. Default: seven days.
 */
export function greaseKeySet(
  keySet: PublishedKeySet,
  issuer: string,
  lastModifiedSeconds: number,
  turnSeconds = GREASE_TURN_SECONDS,
): PublishedKeySet {
  const week = Math.floor((lastModifiedSeconds - TURNS_AFTER_SECONDS) / turnSeconds);
  const seed = JSON.stringify(['keyturn grease', issuer, week]);
  const order = ({ kid }: PublicJwk) => digest(`${seed} ${keySet[epochMember]} ${kid}`).toString('hex');
  const keys = [...keySet.keys, decoyKey(seed)].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const name = `grease_${digest(`${seed} member`).toString('hex').slice(0, 8)}`;
  return { ...keySet, keys, [name]: [null, { [name]: week }] };
}

/**
 * A point of P-256 whose private half never existed: a digest is taken for its x, and nobody knows the logarithm of such a
 * point. About every second digest is the x of one.
 */
function decoyKey(seed: string): PublicJwk {
  for (let attempt = 0; ; attempt++) {
    const x = digest(`${seed} decoy ${attempt}`);
    const y = ordinateOf(x);
    if (y === undefined) continue;
    const members = { crv: 'P-256', kty: 'EC', x: x.toString('base64url'), y: y.toString('base64url') };
    // RFC 7638 section 3: these members, in this order.
    return {
      ...members,
      kid: digest(JSON.stringify(members)).toString('base64url'),
      alg: 'ES256',
      use: 'sig',
    };
  }
}

/** SEC 1 section 2.3.4; undefined where no point has this x. */
function ordinateOf(x: Buffer): Buffer | undefined {
  const compressed = Buffer.concat([Buffer.from([2]), x]);
  try {
    const point = ECDH.convertKey(compressed, 'prime256v1', undefined, undefined, 'uncompressed');
    return Buffer.from(point).subarray(33);
  } catch {
    return undefined;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
