import fc from 'fast-check';
import { type RunOptions, randomRuns, replay } from '../support/random-deeds.js';
import { type Counterexample, explore } from './explore/explore.js';
import { actionsIn, type Scope } from './explore/small-scope.js';
import { type FleetOptions, randomFleets } from './fleets/random-fleets.js';
import { runFleet } from './fleets/run-fleet.js';
import { historyProperties } from './histories/history-properties.js';
import { otherPolicy, type SmallDurations, scopes, smallPolicy, smallSetting } from './scopes.js';
import { tellDeed } from './tell/tell-deed.js';
import { tellRun } from './tell/tell-run.js';
import { begin } from './world/begin.js';
import type { PartyKind, Setting, World } from './world/world.js';

/** A violation of the shipped code: the greatest find. */
export interface Broken {
  readonly property: string;
  readonly message: string;
  readonly story: readonly string[];
}

/** One exploration of a small scope. */
export interface Explored {
  readonly scope: string;
  readonly parties: readonly PartyKind[];
  readonly durations: Partial<SmallDurations>;
  readonly states: number;
  readonly moves: number;
  readonly steps: number;
  readonly broken: Broken | undefined;
}

export interface ExplorationPlan {
  readonly durations: readonly Partial<SmallDurations>[];
  readonly atMostStates: number;
}

/** Each scope with each of its parties, which see and change nothing of one another; and the schedule with both at once. */
export function exploreAll({ durations, atMostStates }: ExplorationPlan): readonly Explored[] {
  return durations.flatMap((each) =>
    Object.entries(scopes).flatMap(([name, scope]) =>
      [...scope.parties.map((party) => [party]), ...(name === 'schedule' ? [[...scope.parties]] : [])].map(
        (parties) => exploreOne(name, scope, parties, each, atMostStates),
      ),
    ),
  );
}

function exploreOne(
  name: string,
  scope: Scope,
  parties: readonly PartyKind[],
  durations: Partial<SmallDurations>,
  atMostStates: number,
): Explored {
  const kind = name === 'strangers' ? 'refetching' : 'expiry-only';
  const policies = [durations, ...(name === 'policies' ? [{ ...durations, ...otherPolicy }] : [])];
  const setting = smallSetting(policies.map((each) => smallPolicy(each, kind)));
  const start = begin(
    setting,
    2,
    parties.map((party) => ({ kind: party, offsetSeconds: 0 })),
  );
  const { counterexample, ...figures } = explore(start, setting, actionsIn(scope, setting), atMostStates);
  return { scope: name, parties, durations, ...figures, broken: tellBroken(counterexample, start, setting) };
}

function tellBroken(found: Counterexample | undefined, start: World, setting: Setting): Broken | undefined {
  if (found === undefined) return undefined;
  const { property, message, actions } = found;
  return { property, message, story: tellRun(start, actions, setting) };
}

/** Random trials of one kind. */
export interface Tried {
  readonly kind: string;
  readonly trials: number;
  /** Steps that were taken and checked in all of them. */
  readonly moves: number;
  readonly broken: Broken | undefined;
}

const fleetKinds: readonly (readonly [string, FleetOptions])[] = [
  ['fleets, one policy', { parties: 'expiry-only', policies: 1 }],
  ['fleets, one policy, refetching parties', { parties: 'refetching', policies: 1 }],
  ['fleets, changing policies', { parties: 'expiry-only', policies: 3 }],
];

/** Fleets of 1 to 8 replicas and 1 to 3 parties, as many of each kind. */
export function tryFleets(seed: number, trials: number): readonly Tried[] {
  return fleetKinds.map(([kind, options]) => {
    let moves = 0;
    const runs = fc.property(randomFleets(options), (run) => {
      const { actions, violation } = runFleet(run);
      moves += actions.length;
      return violation === null;
    });
    const { counterexample, numRuns } = fc.check(runs, { seed, numRuns: trials });
    const [run] = counterexample ?? [];
    if (run === undefined) return { kind, trials: numRuns, moves, broken: undefined };
    const { violation, start, setting, actions } = runFleet(run);
    const { property = 'exception', message = '' } = violation ?? {};
    return {
      kind,
      trials: numRuns,
      moves,
      broken: { property, message, story: tellRun(start, actions, setting) },
    };
  });
}

const historyKinds: readonly RunOptions[] = [
  { kind: 'fixed policy' },
  { kind: 'changing policy' },
  { kind: 'fixed policy', cold: true },
  { kind: 'fixed policy', pinned: true },
  { kind: 'fixed policy', troubled: true },
];

function specialOf({ cold, pinned, troubled }: RunOptions): string {
  if (cold) return ', cold standbys';
  if (pinned) return ', pinned parties';
  return troubled ? ', troubles around it' : '';
}

/** Histories of a ring, judged by every body and every signature that there could have been. */
export function tryHistories(seed: number, trials: number): readonly Tried[] {
  return historyKinds.map((options) => {
    const policy = options.kind;
    const special = specialOf(options);
    const kind = `histories, ${policy}${special}`;
    let moves = 0;
    const brokenBy = (run: Parameters<typeof replay>[0]) => {
      const history = replay(run);
      moves += run.deeds.length;
      return Object.entries(historyProperties).find(
        ([name, property]) => !isOfFixedI2(name, run, policy) && property(history) !== null,
      );
    };
    const runs = fc.property(randomRuns(options), (run) => brokenBy(run) === undefined);
    const { counterexample, numRuns } = fc.check(runs, { seed, numRuns: trials });
    const [run] = counterexample ?? [];
    if (run === undefined) return { kind, trials: numRuns, moves, broken: undefined };
    const [property = 'exception', judge] = brokenBy(run) ?? [];
    const message = judge?.(replay(run)) ?? '';
    return { kind, trials: numRuns, moves, broken: { property, message, story: run.deeds.map(tellDeed) } };
  });
}

/** I4's shrinking header is of I2 alone, and of one policy. */
function isOfFixedI2(name: string, { policy }: Parameters<typeof replay>[0], kind: string): boolean {
  if (name !== 'headersEndBeforeUnknownSigner') return false;
  return kind !== 'fixed policy' || policy.series.some(({ parties }) => parties !== 'refetching');
}
