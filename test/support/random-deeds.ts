import fc from 'fast-check';
import { coldLeadSeconds } from '../../provider/ring/cold-standby.js';
import type { PartyClass, RotationPolicy } from '../../provider/ring/policy.js';
import type { Deed } from './deed.js';
import type { Shortage } from './random-policies.js';
import { randomPolicies } from './random-policies.js';
import type { RingHistory } from './ring-history.js';
import { RotationWorld } from './rotation-world.js';

/** A whole run as data: printed and shrunk when a property breaks. */
export interface RandomRun {
  readonly policy: RotationPolicy;
  readonly deeds: readonly Deed[];
  readonly brokenSerials: readonly number[];
}

export type RunKind = 'fixed policy' | 'changing policy';

const pinnedParties = ['gateway', 'appliance'];

const pick = fc.nat(9);
const wait = fc.nat(25).map((seconds): Deed => ({ do: 'wait', seconds }));
const longSleep = fc.constantFrom(200, 400).map((seconds): Deed => ({ do: 'wait', seconds }));
/** The edges: a change is due now, or is not due by one second. */
const waitUntilDue = fc
  .constantFrom(0, 0, 0, -1, 1)
  .map((offsetSeconds): Deed => ({ do: 'wait-until-due', offsetSeconds }));
const tick = fc.constant<Deed>({ do: 'tick' });
const rotate = pick.map((series): Deed => ({ do: 'rotate', pick: series }));
const rollBack = fc
  .tuple(pick, fc.boolean())
  .map(([series, oldest]): Deed => ({ do: 'roll-back', pick: series, oldest }));
const prepare = pick.map((series): Deed => ({ do: 'prepare', pick: series }));
const retire = pick.map((key): Deed => ({ do: 'retire', pick: key }));
const revoke = fc
  .tuple(pick, fc.constantFrom('standby' as const, 'fresh' as const))
  .map(([key, replaceWith]): Deed => ({ do: 'revoke', pick: key, replaceWith }));

const revokeForCold = pick.map((key): Deed => ({ do: 'revoke', pick: key, replaceWith: 'cold' }));

const acknowledge = fc
  .tuple(pick, fc.constantFrom(...pinnedParties))
  .map(([key, party]): Deed => ({ do: 'acknowledge', pick: key, party }));

/** In front of what it may trouble, so that both meet. */
const troubles = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Deed>({ do: 'look' }, { do: 'freeze-edge' }, { do: 'thaw-edge' }) },
  { weight: 1, arbitrary: fc.constantFrom<Deed>({ do: 'step-clock' }, { do: 'confirm-clock' }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ do: 'mend-signers' }) },
  { weight: 2, arbitrary: pick.map((key): Deed => ({ do: 'fail-signer', pick: key })) },
);
const look = fc.constant<Deed>({ do: 'look' });

function randomDeeds(
  policies: fc.Arbitrary<RotationPolicy>,
  { kind, cold = false, pinned = false, troubled = false }: RunOptions,
): fc.Arbitrary<readonly Deed[]> {
  const adopt = policies.map((policy): Deed => ({ do: 'adopt', policy }));
  const foreignTick = policies.map((policy): Deed => ({ do: 'foreign-tick', policy }));
  const inTurn = (...deeds: fc.Arbitrary<Deed>[]) => fc.tuple(...deeds);
  return fc.oneof(
    { weight: 10, arbitrary: inTurn(waitUntilDue, tick) },
    { weight: 5, arbitrary: inTurn(waitUntilDue, rotate) },
    { weight: 3, arbitrary: inTurn(waitUntilDue, rollBack) },
    { weight: 2, arbitrary: inTurn(wait, rollBack) },
    { weight: 2, arbitrary: inTurn(wait, tick) },
    { weight: 1, arbitrary: inTurn(waitUntilDue) },
    { weight: 1, arbitrary: inTurn(longSleep) },
    { weight: 1, arbitrary: inTurn(prepare) },
    { weight: 2, arbitrary: inTurn(retire) },
    { weight: 2, arbitrary: inTurn(revoke) },
    ...(cold ? [{ weight: 6, arbitrary: inTurn(waitUntilDue, tick, revokeForCold) }] : []),
    ...(troubled
      ? [
          { weight: 8, arbitrary: inTurn(troubles) },
          { weight: 8, arbitrary: inTurn(look, waitUntilDue, look, tick) },
          { weight: 4, arbitrary: inTurn(waitUntilDue, troubles, rotate) },
        ]
      : []),
    ...(pinned ? [{ weight: 8, arbitrary: inTurn(acknowledge, acknowledge, acknowledge) }] : []),
    ...(kind === 'fixed policy'
      ? []
      : [
          { weight: 4, arbitrary: inTurn(adopt, tick) },
          { weight: 2, arbitrary: inTurn(waitUntilDue, adopt, rotate) },
          { weight: 2, arbitrary: inTurn(waitUntilDue, foreignTick) },
        ]),
  );
}

export interface RunOptions {
  readonly kind: RunKind;
  /** Default: either. */
  readonly parties?: PartyClass;
  readonly short?: Shortage;
  /** Each series keeps a cold standby, and emergencies call for it. Default false. */
  readonly cold?: boolean;
  /** Each series has two parties that never fetch. Default false. */
  readonly pinned?: boolean;
  /** The public address lags, the clock is set, signers fail. Default false. */
  readonly troubled?: boolean;
}

/** Long runs: ticks that come or do not, sleeps, operators, emergencies, and changes of policy. */
export function randomRuns(options: RunOptions): fc.Arbitrary<RandomRun> {
  const { parties, short, cold = false, pinned = false } = options;
  const classes = parties === undefined ? (['expiry-only', 'refetching'] as const) : [parties];
  return fc.constantFrom(...classes).chain((each) => {
    const plain = randomPolicies(each, short).map((policy) => (pinned ? withPinned(policy) : policy));
    const policies = cold
      ? fc.tuple(plain, fc.nat(40)).map(([policy, extra]) => withCold(policy, extra))
      : plain;
    return fc.record({
      policy: policies,
      deeds: fc
        .array(randomDeeds(policies, options), { minLength: 8, maxLength: 24, size: 'max' })
        .map((turns) => turns.flat()),
      brokenSerials: fc.array(fc.integer({ min: 2, max: 20 }), { maxLength: 2 }),
    });
  });
}

function withPinned(policy: RotationPolicy): RotationPolicy {
  const series = policy.series.map((each) => ({ ...each, pinnedParties }));
  return { series, digest: `${policy.digest} pinned` };
}

/** Renewed as soon as it may be, or a little later. */
function withCold(policy: RotationPolicy, extraSeconds: number): RotationPolicy {
  const recoveryKey = { kid: 'recovery', x: 'x', y: 'y' };
  const series = policy.series.map((each) => ({
    ...each,
    coldStandby: { renewalIntervalSeconds: coldLeadSeconds(each) + extraSeconds, recoveryKey },
  }));
  return { series, digest: `${policy.digest} cold` };
}

export function replay({ policy, deeds, brokenSerials }: RandomRun): RingHistory {
  return new RotationWorld(policy, (serial) => brokenSerials.includes(serial)).run(deeds).history();
}
