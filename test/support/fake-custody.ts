import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toPublicJwk } from '@keyturn/shared/public-jwk';
import type { FreshKey, KeyCustody, Signer } from '../../provider/custody/key-custody.js';
import { CustodyError } from '../../provider/custody/key-custody.js';
import type { RingKey } from '../../provider/ring/key-ring.js';

export interface FakeCustodyOptions {
  /** Called before each key is made, e.g. to let time pass. */
  readonly beforeGenerate?: (serial: number) => Promise<void>;
  /** Which keys, by serial, are made with a private half that does not fit. */
  readonly isBroken?: (serial: number) => boolean;
}

/**
 * Custody of counted keys: kid `key-1`, `key-2` and so on, small real keys that sign in microseconds, whatever algorithm
 * was asked for. Wraps by writing the binding down, so that a wrong one is refused.
 */
export class FakeCustody implements KeyCustody {
  readonly #options: FakeCustodyOptions;
  readonly #privateKeys = new Map<string, KeyObject>();
  /** Kids that cannot be opened, as under a wrong wrapping key. */
  readonly unreadable = new Set<string>();
  generated = 0;

  constructor(options: FakeCustodyOptions = {}) {
    this.#options = options;
  }

  async generate(): Promise<FreshKey> {
    const serial = ++this.generated;
    await this.#options.beforeGenerate?.(serial);
    const pair = generateKeyPairSync('ed25519');
    const kid = `key-${serial}`;
    const fits = this.#options.isBroken?.(serial) !== true;
    const privateKey = fits ? pair.privateKey : generateKeyPairSync('ed25519').privateKey;
    this.#privateKeys.set(kid, privateKey);
    const publicJwk = toPublicJwk({ ...pair.publicKey.export({ format: 'jwk' }) });
    return {
      key: { kid, alg: 'EdDSA', publicJwk },
      signer: signerOf(privateKey),
      wrap: async (binding) => JSON.stringify(binding),
    };
  }

  async open(key: RingKey, issuer: string, series: string): Promise<Signer> {
    const { kid, bornAtEpoch, wrappedPrivateKey } = key;
    const privateKey = this.#privateKeys.get(kid);
    const bound = wrappedPrivateKey === JSON.stringify({ issuer, bornAtEpoch, series, kid });
    if (privateKey === undefined || !bound || this.unreadable.has(kid))
      throw new CustodyError('key_unreadable', `${kid} cannot be opened`);
    return signerOf(privateKey);
  }

  /** From now on the private half of this key is another one: it opens, and signs garbage. */
  spoil(kid: string): void {
    this.#privateKeys.set(kid, generateKeyPairSync('ed25519').privateKey);
  }
}

function signerOf(privateKey: KeyObject): Signer {
  return { sign: async (input) => sign(null, input, privateKey) };
}
