import type { Guard, GuardRule } from './guard.js';
import type { Observations } from './observations.js';
import type { RotationPolicy } from './policy.js';
import type { Step } from './steps.js';

/** A key that the shell has yet to generate: outside the commit, one for each slot. */
export type KeySlot = 'next' | 'replacement' | 'cold';

/** A step as it is decided, before the keys that it needs exist. */
export type PlannedStep =
  | Exclude<Step, { do: 'publish' | 'publish-cold' | 'unseal' | 'activate' | 'import' }>
  /** Its private half is with who asked for it. */
  | Omit<Extract<Step, { do: 'import' }>, 'wrappedPrivateKey'>
  | Omit<Extract<Step, { do: 'publish-cold' }>, 'key' | 'sealedPrivateKey'>
  /** Its private half was opened by who asks; it is wrapped for the epoch in which it was born. */
  | { readonly do: 'unseal'; readonly series: string; readonly kid: string; readonly bornAtEpoch: number }
  | {
      readonly do: 'publish';
      readonly series: Extract<Step, { do: 'publish' }>['series'];
      readonly slot: KeySlot;
    }
  | {
      readonly do: 'activate';
      readonly series: Extract<Step, { do: 'activate' }>['series'];
      readonly kid: string | { readonly slot: KeySlot };
    };

export interface DecisionContext {
  readonly nowSeconds: number;
  readonly policy: RotationPolicy;
  readonly observations: Observations;
}

export interface Granted {
  readonly granted: true;
  readonly steps: readonly PlannedStep[];
  /** Rules that were overridden by force; they go to the journal. */
  readonly forced: readonly GuardRule[];
}

export interface Refused {
  readonly granted: false;
  readonly guard: Guard;
}

/** The answer of every verb: what to do, or which rule refuses. */
export type Decision = Granted | Refused;

export function grant(steps: readonly PlannedStep[], forced: readonly GuardRule[] = []): Granted {
  return { granted: true, steps, forced };
}

export function refuse(guard: Guard): Refused {
  return { granted: false, guard };
}
