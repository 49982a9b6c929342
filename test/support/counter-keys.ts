import type { KeySlot, PlannedStep } from '../../provider/ring/decision.js';
import type { GeneratedKey, SeriesAlgorithm } from '../../provider/ring/key-ring.js';
import type { Step } from '../../provider/ring/steps.js';

/** A key that is a name and nothing else. Its private member is there to see that it never gets out. */
export function counterKey(kid: string, alg: SeriesAlgorithm): GeneratedKey {
  const publicJwk = { kty: 'OKP', crv: 'Ed25519', x: kid, d: 'private' };
  return { kid, alg, publicJwk };
}

/** Puts counted keys into planned steps, as the shell puts real ones. */
export function fillWithCounters(
  steps: readonly PlannedStep[],
  nextKid: (slot: KeySlot) => string,
): readonly Step[] {
  const kids = new Map<string, string>();
  const take = (series: string, slot: KeySlot) => {
    const name = `${slot} ${series}`;
    const kid = kids.get(name) ?? nextKid(slot);
    kids.set(name, kid);
    return kid;
  };
  return steps.map((step): Step => {
    if (step.do === 'publish') {
      const { series, slot } = step;
      const key = counterKey(take(series.name, slot), series.alg);
      return { do: 'publish', series, key, wrappedPrivateKey: `wrapped ${key.kid}` };
    }
    if (step.do === 'activate') {
      const kid = typeof step.kid === 'string' ? step.kid : take(step.series.name, step.kid.slot);
      return { do: 'activate', series: step.series, kid };
    }
    if (step.do === 'publish-cold') {
      const key = counterKey(take(step.series.name, 'cold'), step.series.alg);
      return { ...step, key, sealedPrivateKey: `sealed ${key.kid}` };
    }
    if (step.do === 'unseal')
      return { do: 'unseal', kid: step.kid, wrappedPrivateKey: `wrapped ${step.kid}` };
    if (step.do === 'import') return { ...step, wrappedPrivateKey: `wrapped ${step.key.kid}` };
    return step;
  });
}
