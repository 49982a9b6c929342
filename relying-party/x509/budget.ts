import { VerificationRejection } from '../rejection.js';
import type { CertifiedKey, EllipticCurve } from './certified-key.js';

/** What one chain may cost. Counted, not timed: the same chain has the same verdict on every machine. */
export const budgetLimits = {
  signatures: 64,
  signatureMicroseconds: 25_000,
  steps: 200,
  nameComparisons: 20_000,
} as const;

export type BudgetLimits = { readonly [K in keyof typeof budgetLimits]: number };

/** What is left while one chain is judged. Each method takes from it. @throws VerificationRejection x5c_budget. */
export interface Budget {
  spendStep(): void;
  spendSignature(key: CertifiedKey): void;
  spendNameComparisons(count: number): void;
}

export function createBudget(limits: BudgetLimits = budgetLimits): Budget {
  const left: { -readonly [K in keyof BudgetLimits]: number } = { ...limits };
  const spend = (kind: keyof BudgetLimits, amount: number) => {
    left[kind] -= amount;
    if (left[kind] < 0)
      throw new VerificationRejection(
        'x5c_budget',
        `Judging the chain would take over ${limits[kind]} ${words[kind]}.`,
      );
  };
  return {
    spendStep: () => spend('steps', 1),
    spendSignature(key) {
      spend('signatures', 1);
      spend('signatureMicroseconds', costMicroseconds(key));
    },
    spendNameComparisons: (count) => spend('nameComparisons', count),
  };
}

const words: Readonly<Record<keyof BudgetLimits, string>> = {
  signatures: 'signatures',
  signatureMicroseconds: 'microseconds of signatures',
  steps: 'steps of search',
  nameComparisons: 'comparisons of names',
};

/** One verification on an ordinary core, rounded up. */
const curveMicroseconds: Readonly<Record<EllipticCurve, number>> = {
  'P-256': 120,
  'P-384': 900,
  'P-521': 900,
};
const ed25519Microseconds = 160;
const rsa2048Microseconds = 40;
const commonExponentBits = 17;

function costMicroseconds(key: CertifiedKey): number {
  if (key.kty === 'EC') return curveMicroseconds[key.curve];
  if (key.kty === 'OKP') return ed25519Microseconds;
  // Squarings: quadratic in the modulus, one for each bit of the exponent.
  const exponentFactor = Math.max(1, (key.e.length * 8) / commonExponentBits);
  return rsa2048Microseconds * (key.modulusBits / 2048) ** 2 * exponentFactor;
}
