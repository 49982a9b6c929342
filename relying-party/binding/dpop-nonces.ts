import { type Clock, systemClock } from '@keyturn/shared/clock';
import { base64url, type CryptoKey } from 'jose';
import { OptionRefusal } from '../options/option-refusal.js';

/** Nonces for DPoP proofs (RFC 9449 sections 8 and 9): a proof that was made ahead, on a machine borrowed for a minute, ends with its nonce. */
export interface DpopNonces {
  /** The one to send now. */
  current(): Promise<string>;
  isGood(nonce: string | undefined): Promise<boolean>;
}

export interface DpopNoncesOptions {
  /**
   * Processes with the same secrets know each other's nonces; the first one makes them, so that a secret can turn.
   * Each of 32 bytes or more, of which a key of their own is derived. Default: one of this process alone.
   */
  readonly secrets?: readonly Uint8Array[];
  /** Whom they are for: nonces of another purpose under the same secret are none of ours. Default: nobody in particular. */
  readonly purpose?: string;
  /** Default: the system's clock. */
  readonly clock?: Pick<Clock, 'nowSeconds'>;
}

const LEAST_SECRET_BYTES = 32;
const SLOT_SECONDS = 60;
/** A nonce is good for four to five minutes. */
const SLOTS_KEPT = 4;
/** Another replica's clock may be a slot ahead. */
const SLOTS_AHEAD = 1;

/** Nothing is kept, so nothing can be filled: a nonce is the minute it was made in, authenticated. @throws OptionRefusal */
export function createDpopNonces({
  secrets = [],
  purpose = '',
  clock = systemClock,
}: DpopNoncesOptions = {}): DpopNonces {
  const [first = crypto.getRandomValues(new Uint8Array(LEAST_SECRET_BYTES)), ...others] = secrets;
  if (secrets.some(({ byteLength }) => !(byteLength >= LEAST_SECRET_BYTES)))
    throw new OptionRefusal('option_invalid', 'dpopNonces.secrets', 'must have 32 bytes or more each.');
  const making = deriveKey(first);
  const keys = [making, ...others.map(deriveKey)];
  const slotNow = () => Math.floor(clock.nowSeconds() / SLOT_SECONDS);
  const said = (slot: number) => new TextEncoder().encode(`${slot} ${purpose}`);
  let made: { readonly slot: number; readonly nonce: Promise<string> } | undefined;
  const make = async (slot: number) => {
    const mac = await crypto.subtle.sign('HMAC', await making, said(slot));
    return `${slot.toString(36)}.${base64url.encode(new Uint8Array(mac))}`;
  };
  return {
    current() {
      const slot = slotNow();
      if (made?.slot !== slot) made = { slot, nonce: make(slot) };
      return made.nonce;
    },
    async isGood(nonce) {
      const [, written = '', mac = ''] = /^([0-9a-z]{1,8})\.([\w-]{43})$/.exec(nonce ?? '') ?? [];
      const slot = Number.parseInt(written, 36);
      const age = slotNow() - slot;
      if (!(age >= -SLOTS_AHEAD && age <= SLOTS_KEPT)) return false;
      const given = new Uint8Array(base64url.decode(mac));
      const answers = keys.map(async (key) => crypto.subtle.verify('HMAC', await key, given, said(slot)));
      return (await Promise.all(answers)).includes(true);
    },
  };
}

async function deriveKey(secret: Uint8Array): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('keyturn DPoP nonces');
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info },
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}
