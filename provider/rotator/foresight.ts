import type { RevocationConsequences } from '../ring/exposure.js';
import type { Foreseen } from '../ring/foresee.js';
import type { Guard } from '../ring/guard.js';
import { type StepSummary, summariseStep } from './journal-facts.js';

/** What a verb would do, for who asks before. */
export interface Foresight {
  readonly outcome: 'would_do' | 'nothing_due' | 'refused';
  /** In order; a key that is yet to be made has no kid. */
  readonly steps: readonly StepSummary[];
  /** The guard that would refuse; only with `refused`. */
  readonly guard?: Guard;
  /** The guard that force would override; only where it does. */
  readonly overrides?: Guard;
  /** Of a revocation: seconds, counted from the commit. */
  readonly consequences?: RevocationConsequences;
  /** Of the ring that was looked at. */
  readonly epoch: number;
}

export function describeForesight({ decision, overrides, consequences }: Foreseen, epoch: number): Foresight {
  const common = { ...(consequences === null ? {} : { consequences }), epoch };
  if (!decision.granted) return { outcome: 'refused', steps: [], guard: decision.guard, ...common };
  return {
    outcome: decision.steps.length === 0 ? 'nothing_due' : 'would_do',
    steps: decision.steps.map(summariseStep),
    ...(overrides === null ? {} : { overrides }),
    ...common,
  };
}
