import type { JWK } from 'jose';
import { compactVerify, importJWK } from 'jose';
import type { Signer } from '../custody/key-custody.js';
import type { GeneratedKey, KeyRing } from '../ring/key-ring.js';
import { signCompact } from '../tokens/sign-compact.js';
import type { RingContext } from './ring-context.js';

/**
 * O2: the private half signs a probe, and the probe verifies with the public half as it is published, by another
 * implementation than the one that signed. Rejects when either fails.
 */
export async function signProbe(signer: Signer, key: GeneratedKey): Promise<void> {
  const probe = await signCompact(
    signer,
    { alg: key.alg, kid: key.kid, typ: 'keyturn-probe' },
    { probe: key.kid },
  );
  await compactVerify(probe, await importJWK({ ...key.publicJwk } as JWK, key.alg));
}

/** Which keys a change may activate: the standbys, or, for a rollback, those that signed before. */
export type Candidates = 'standby' | 'retiring';

/** Remembers which stored keys passed their probe in this process. A key that failed is tried again each time. */
export class SelfChecks {
  readonly #context: RingContext;
  #passed: ReadonlySet<string> = new Set();

  constructor(context: RingContext) {
    this.#context = context;
  }

  /** Probes the candidates that were not probed yet. Answers the kids of this ring that passed. */
  async observe(ring: KeyRing, candidates: Candidates = 'standby'): Promise<ReadonlySet<string>> {
    const passed = new Set<string>();
    for (const { name, keys } of ring.series)
      for (const key of keys) {
        const known = this.#passed.has(key.kid);
        if (known || (key.state === candidates && (await this.#passes(key, name)))) passed.add(key.kid);
      }
    this.#passed = passed;
    return passed;
  }

  async #passes(key: Parameters<RingContext['custody']['open']>[0], series: string): Promise<boolean> {
    const { custody, issuer, log, signerWatch } = this.#context;
    try {
      const signer = await custody.open(key, issuer, series);
      await signProbe(signerWatch?.watched(key.kid, signer) ?? signer, key);
      return true;
    } catch (cause) {
      const error = cause instanceof Error ? cause.name : 'unknown';
      log('error', 'key.self_check_failed', { series, kid: key.kid, error });
      return false;
    }
  }
}
