import fc from 'fast-check';
import type { PartyClass, RotationPolicy } from '../../../provider/ring/policy.js';
import { randomPolicies } from '../../support/random-policies.js';
import type { PartyKind } from '../world/world.js';

/** What happens next; numbers that pick are taken modulo what there is to pick from. */
export interface Choice {
  readonly what: ChoiceKind;
  readonly pick: number;
  readonly other: number;
  readonly seconds: number;
}

export const choiceKinds = [
  'pass',
  'until-due',
  'read',
  'tick',
  'tick-later',
  'commit',
  'rotate',
  'roll-back',
  'retire',
  'revoke',
  'deploy',
  'adopt',
  'crash',
  'outage',
  'present',
  'flood',
  'wake',
  'hint',
  'read-nothing',
] as const;
export type ChoiceKind = (typeof choiceKinds)[number];

/** A whole run as data: printed and shrunk when a property breaks. */
export interface FleetRun {
  readonly policies: readonly RotationPolicy[];
  readonly replicas: number;
  readonly parties: readonly { readonly kind: PartyKind; readonly offset: number }[];
  readonly choices: readonly Choice[];
}

const weights: Readonly<Record<ChoiceKind, number>> = {
  pass: 5,
  'until-due': 9,
  read: 7,
  tick: 8,
  'tick-later': 4,
  commit: 6,
  rotate: 3,
  'roll-back': 2,
  retire: 1,
  revoke: 1,
  deploy: 1,
  adopt: 2,
  crash: 1,
  outage: 2,
  present: 14,
  flood: 1,
  wake: 3,
  hint: 1,
  'read-nothing': 1,
};

const bag = choiceKinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));

const choice: fc.Arbitrary<Choice> = fc
  .tuple(fc.nat(bag.length - 1), fc.nat(5039), fc.nat(5039), fc.nat(11))
  .map(([at, pick, other, seconds]) => ({ what: bag[at] ?? 'pass', pick, other, seconds }));

export interface FleetOptions {
  readonly parties: PartyClass;
  /** Policies that replace one another; 1: it stays as it is. */
  readonly policies: number;
}

/** One series, so that a step is cheap: what series do to one another is looked at in the ring's own histories. */
export function randomFleets({ parties, policies }: FleetOptions): fc.Arbitrary<FleetRun> {
  const kinds: readonly PartyKind[] =
    parties === 'refetching'
      ? ['shipped']
      : policies > 1
        ? ['shipped', 'headers']
        : ['shipped', 'headers', 'constant'];
  return fc.record({
    policies: fc.array(randomPolicies(parties), { minLength: policies, maxLength: policies }),
    replicas: fc.integer({ min: 1, max: 8 }),
    parties: fc.array(
      fc.record({ kind: fc.constantFrom(...kinds), offset: fc.integer({ min: -4, max: 4 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    choices: fc.array(choice, { minLength: 30, maxLength: 90, size: 'max' }),
  });
}
