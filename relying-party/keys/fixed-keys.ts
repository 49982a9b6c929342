import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { EmitEvent } from '../events.js';
import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { SignatureSeam, VerificationKey } from '../signature/seam.js';
import { importKeys } from './import-keys.js';
import { complaintNews } from './key-news.js';
import type { KeySource, KeySourceStatus } from './key-source.js';
import { indexKeys, type KeyIndex } from './select-keys.js';

export interface FixedKeysOptions {
  readonly issuer: string;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly signature: SignatureSeam;
  readonly emit: EmitEvent;
  /** See `indexKeys`. */
  readonly withoutKid?: 'one-key' | 'every-key';
}

/** Keys that the configuration gives: nothing is fetched, nothing ever changes. */
export class FixedKeys implements KeySource {
  readonly #issuer: string;
  readonly #ready: Promise<KeyIndex>;
  #index: KeyIndex | undefined;

  constructor({ issuer, jwks, algorithms, signature, emit, withoutKid }: FixedKeysOptions) {
    this.#issuer = issuer;
    this.#ready = importKeys(jwks.keys, algorithms, signature).then(({ keys, complaints }) => {
      for (const detail of complaintNews(issuer, complaints, keys)) emit('keyset.suspicious', detail);
      this.#index = indexKeys(keys, withoutKid);
      return this.#index;
    });
    // Told to whoever asks for a key; a set that nobody asks for must not end the process.
    this.#ready.catch(() => undefined);
  }

  find(
    kid: string | undefined,
    alg: SignatureAlgorithm,
  ): readonly VerificationKey[] | Promise<readonly VerificationKey[]> {
    const selection = this.#index?.select(kid, alg);
    return typeof selection === 'object' ? selection : this.#findSlowly(kid, alg);
  }

  async findAfterFailure(): Promise<undefined> {
    return undefined;
  }

  hintEpoch(): void {}

  describe(): KeySourceStatus {
    const kids = this.#index?.keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
    return { state: kids ? 'fresh' : 'empty', ageSeconds: undefined, epoch: undefined, kids: kids ?? [] };
  }

  close(): void {}

  async #findSlowly(kid: string | undefined, alg: SignatureAlgorithm): Promise<readonly VerificationKey[]> {
    const details = { issuer: this.#issuer, kid, trustPath: 'discovery' } as const;
    const index = await this.#ready.catch((cause) => {
      const text = 'The configured keys cannot be used.';
      throw new VerificationRejection('keys_unavailable', text, { ...details, cause });
    });
    const selection = index.select(kid, alg);
    if (typeof selection === 'object') return selection;
    throw selection === 'ambiguous'
      ? new VerificationRejection('key_ambiguous', 'The token names no key and several would fit.', details)
      : new VerificationRejection('key_unknown', 'No configured key fits.', details);
  }
}
