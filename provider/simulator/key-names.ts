import type { KeySlot, PlannedStep } from '../ring/decision.js';
import type { GeneratedKey, SeriesAlgorithm } from '../ring/key-ring.js';
import type { Step } from '../ring/steps.js';

/** Keys of a study: names in the order of their making. Nothing is signed, so there is nothing to generate. */
export class KeyNames {
  #made = 0;

  next(alg: SeriesAlgorithm): GeneratedKey {
    this.#made++;
    return { kid: `key-${this.#made}`, alg, publicJwk: { kty: 'study' } };
  }
}

/** Puts names into planned steps, one for each slot. */
export function fillWithNames(planned: readonly PlannedStep[], names: KeyNames): readonly Step[] {
  const bySlot = new Map<KeySlot, GeneratedKey>();
  return planned.map((step) => {
    if (step.do === 'publish') {
      const key = names.next(step.series.alg);
      bySlot.set(step.slot, key);
      return { do: 'publish', series: step.series, key, wrappedPrivateKey: 'study' };
    }
    if (step.do === 'publish-cold')
      return { ...step, key: names.next(step.series.alg), sealedPrivateKey: 'study' };
    if (step.do === 'activate') {
      const kid = typeof step.kid === 'string' ? step.kid : (bySlot.get(step.kid.slot)?.kid ?? '');
      return { do: 'activate', series: step.series, kid };
    }
    if (step.do === 'import' || step.do === 'unseal') throw new Error('no study brings a key in');
    return step;
  });
}
