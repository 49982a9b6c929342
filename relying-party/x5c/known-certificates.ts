import type { Certificate } from '../x509/certificate.js';
import { x5cLimits } from './limits.js';

/**
 * Authorities by the exact text in which headers carry them: leaves come and go under the same few. Reading is all that
 * is saved, with the key made ready; each chain is judged anew.
 */
export interface KnownCertificates {
  get(text: string): Certificate | undefined;
  /** Only those of good chains are kept: a flood of others pushes none out. */
  keep(text: string, certificate: Certificate): void;
}

export function createKnownCertificates(
  maxCertificates: number = x5cLimits.maxKnownCertificates,
): KnownCertificates {
  const known = new Map<string, Certificate>();
  return {
    get: (text) => known.get(text),
    keep(text, certificate) {
      known.delete(text);
      const [oldest] = known.keys();
      if (known.size >= maxCertificates && oldest !== undefined) known.delete(oldest);
      known.set(text, certificate);
    },
  };
}
