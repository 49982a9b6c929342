import type { JWK } from 'jose';
import { compactVerify, importJWK } from 'jose';
import type { Signer } from '../custody/key-custody.js';
import type { GeneratedKey, KeyRing } from '../ring/key-ring.js';
import { keyInState } from '../ring/key-ring.js';
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

/** Remembers which stored standby keys passed their probe in this process. A key that failed is tried again each time. */
export class SelfChecks {
  readonly #context: RingContext;
  #passed: ReadonlySet<string> = new Set();

  constructor(context: RingContext) {
    this.#context = context;
  }

  /** Probes the standbys that were not probed yet. Answers the kids of this ring that passed. */
  async observe(ring: KeyRing): Promise<ReadonlySet<string>> {
    const passed = new Set<string>();
    for (const series of ring.series) {
      const key = keyInState(series, 'standby');
      if (key === undefined) continue;
      if (this.#passed.has(key.kid) || (await this.#passes(key, series.name))) passed.add(key.kid);
    }
    this.#passed = passed;
    return passed;
  }

  async #passes(key: Parameters<RingContext['custody']['open']>[0], series: string): Promise<boolean> {
    const { custody, issuer, log } = this.#context;
    try {
      await signProbe(await custody.open(key, issuer, series), key);
      return true;
    } catch (cause) {
      const error = cause instanceof Error ? cause.name : 'unknown';
      log('error', 'key.self_check_failed', { series, kid: key.kid, error });
      return false;
    }
  }
}
