import { emptyJournal } from './journal.js';
import type { KeyRing } from './key-ring.js';
import type { RotationPolicy } from './policy.js';

/** A ring without keys: what `keyturn init` starts from, and nothing else (I12). */
export function newRing(issuer: string, policy: RotationPolicy, nowSeconds: number): KeyRing {
  return {
    format: 1,
    issuer,
    epoch: 0,
    policyDigest: policy.digest,
    formerTerms: [],
    createdAtSeconds: nowSeconds,
    series: [],
    former: [],
    journal: emptyJournal,
  };
}
