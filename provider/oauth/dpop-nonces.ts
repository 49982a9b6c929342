import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';

/** Nonces for DPoP proofs (RFC 9449 section 8): a proof that was made ahead, on a machine borrowed for a minute, ends with its nonce. */
export interface DpopNonces {
  /** The one to send now. */
  current(): string;
  isGood(nonce: string | undefined): boolean;
}

const SLOT_SECONDS = 60;
/** A nonce is good for four to five minutes. */
const SLOTS_KEPT = 4;
/** Another replica's clock may be a slot ahead. */
const SLOTS_AHEAD = 1;
const MAC_BYTES = 16;

/**
 * Nothing is kept, so nothing can be filled: a nonce is the minute it was made in, authenticated. Replicas with the same
 * wrapping keys know each other's; without one they are of this process.
 */
export function createDpopNonces(
  issuer: string,
  wrappingKeys: readonly Uint8Array[],
  clock: Pick<Clock, 'nowSeconds'>,
): DpopNonces {
  const sources = wrappingKeys.length === 0 ? [randomBytes(32)] : wrappingKeys;
  const keys = sources.map((source) =>
    Buffer.from(hkdfSync('sha256', source, '', 'keyturn DPoP nonces', 32)),
  );
  const slotNow = () => Math.floor(clock.nowSeconds() / SLOT_SECONDS);
  const nonceOf = (slot: number, key: Uint8Array) => {
    const mac = createHmac('sha256', key).update(`${slot} ${issuer}`).digest().subarray(0, MAC_BYTES);
    return `${slot.toString(36)}.${mac.toString('base64url')}`;
  };
  const [first = randomBytes(32)] = keys;
  return {
    current: () => nonceOf(slotNow(), first),
    isGood(nonce) {
      const slot = Number.parseInt(/^([0-9a-z]{1,8})\.[\w-]{22}$/.exec(nonce ?? '')?.[1] ?? '', 36);
      const age = slotNow() - slot;
      if (!(age >= -SLOTS_AHEAD && age <= SLOTS_KEPT)) return false;
      return keys.some((key) => isSame(nonceOf(slot, key), nonce ?? ''));
    },
  };
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
