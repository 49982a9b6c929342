import type { Signer } from '../custody/key-custody.js';
import type { KeyRing, RingKey } from '../ring/key-ring.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import { signProbe } from './self-check.js';

/** The signers of a ring's active keys, and which series' cannot be opened. */
export class ActiveSigners {
  readonly #context: RingContext;
  readonly #unreadable = new Set<string>();

  constructor(context: RingContext) {
    this.#context = context;
  }

  /** Rejects with RingError `signing_unavailable`. */
  async open(key: RingKey, series: string): Promise<Signer> {
    const { custody, issuer, signerWatch, log } = this.#context;
    try {
      const signer = await custody.open(key, issuer, series);
      this.#unreadable.delete(series);
      return signerWatch?.watched(key.kid, signer) ?? signer;
    } catch (cause) {
      if (!this.#unreadable.has(series)) log('error', 'key.unreadable', { series, kid: key.kid });
      this.#unreadable.add(series);
      const message = `the active key of series ${series} cannot be opened`;
      throw new RingError('signing_unavailable', message, { cause });
    }
  }

  /** A signer that cannot be opened shows in health within a tick, whether or not anyone asks for a token. */
  async probe(ring: KeyRing | undefined): Promise<void> {
    for (const { name } of this.#context.policy.series) {
      const active = ring === undefined ? undefined : keyInState(seriesOf(ring, name), 'active');
      if (active !== undefined) await this.#probe(active, name).catch(() => {});
    }
  }

  /** One that failed is tried again, though nobody asks for a token. */
  async #probe(active: RingKey, series: string): Promise<void> {
    const signer = await this.open(active, series);
    if (this.#context.signerWatch?.failing().has(active.kid)) await signProbe(signer, active);
  }

  /** Series whose active key could not be opened. */
  get unreadable(): readonly string[] {
    return [...this.#unreadable];
  }
}
