import { randomBytes } from 'node:crypto';
import { createCustody } from '../custody/create-custody.js';
import type { FreshKey, KeyCustody, Signer } from '../custody/key-custody.js';
import { generateWrappingKey } from '../custody/wrapping-key.js';
import type { RingKey, SeriesAlgorithm } from '../ring/key-ring.js';
import type { SignerFault } from '../scenario/signer-fault.js';

/**
 * Keys in process as always, in a custody that knows one key ahead what it will make, and whose signers can go bad: they
 * are the drill's own, and nobody who uses them is told.
 */
export class DrillCustody implements KeyCustody {
  readonly wrappingKey = generateWrappingKey();
  readonly #whole = createCustody({ wrappingKeys: [this.wrappingKey] });
  readonly #ahead = new Map<SeriesAlgorithm, Promise<FreshKey>>();
  readonly #bad = new Map<string, SignerFault>();
  readonly #signers = new WeakMap<Signer, Signer>();
  readonly #garbage = new Set<string>();
  #spoilsNext: SignerFault | undefined;

  async generate(alg: SeriesAlgorithm): Promise<FreshKey> {
    const made = this.#ahead.get(alg) ?? this.#whole.generate(alg);
    // Before anything is awaited: an emergency makes two keys at once, and each is given out once.
    this.#ahead.set(alg, this.#whole.generate(alg));
    const fresh = await made;
    const { kid } = fresh.key;
    if (this.#spoilsNext !== undefined) this.#bad.set(kid, this.#spoilsNext);
    this.#spoilsNext = undefined;
    // As it is made it signs well: it goes bad on the way to where it is kept.
    return fresh;
  }

  async importKey(...key: Parameters<NonNullable<KeyCustody['importKey']>>): Promise<FreshKey> {
    if (this.#whole.importKey === undefined) throw new Error('this custody takes no keys in');
    return this.#whole.importKey(...key);
  }

  async open(key: RingKey, issuer: string, series: string): Promise<Signer> {
    return this.#fallible(key.kid, await this.#whole.open(key, issuer, series));
  }

  /** Of the next key of this algorithm, which nobody has seen. */
  async foreseenKid(alg: SeriesAlgorithm): Promise<string | undefined> {
    return (await this.#ahead.get(alg))?.key.kid;
  }

  spoil(kid: string, how: SignerFault): void {
    this.#bad.set(kid, how);
  }

  spoilNext(how: SignerFault): void {
    this.#spoilsNext = how;
  }

  /** Its signature is one that a bad signer made up. */
  isSpoiled(token: string): boolean {
    return this.#garbage.has(token.split('.')[2] ?? '');
  }

  #fallible(kid: string, signer: Signer): Signer {
    const known = this.#signers.get(signer);
    if (known !== undefined) return known;
    const fallible: Signer = {
      ...(signer.quick === true && { quick: true }),
      sign: async (input) => {
        const how = this.#bad.get(kid);
        if (how === 'refuse') throw new Error('the signer refuses');
        const signature = await signer.sign(input);
        return how === undefined ? signature : this.#makeUp(signature.byteLength);
      },
    };
    this.#signers.set(signer, fallible);
    return fallible;
  }

  #makeUp(lengthBytes: number): Uint8Array {
    const garbage = randomBytes(lengthBytes);
    this.#garbage.add(garbage.toString('base64url'));
    return garbage;
  }
}
