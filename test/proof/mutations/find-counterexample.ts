import fc from 'fast-check';
import { randomRuns, replay } from '../../support/random-deeds.js';
import { explore } from '../explore/explore.js';
import { actionsIn } from '../explore/small-scope.js';
import { randomFleets } from '../fleets/random-fleets.js';
import { runFleet } from '../fleets/run-fleet.js';
import { historyProperties } from '../histories/history-properties.js';
import { scopes, smallPolicy, smallSetting } from '../scopes.js';
import { tellDeed } from '../tell/tell-deed.js';
import { tellRun } from '../tell/tell-run.js';
import { begin } from '../world/begin.js';
import type { Search } from './searches.js';

/** How a mutant was found. */
export interface Found {
  readonly property: string;
  readonly message: string;
  readonly steps: number;
  /** Step by step, for a person. */
  readonly story: readonly string[];
  /** States or trials that were looked at until then. */
  readonly tried: number;
}

const MOST_STATES = 60_000;
const MOST_TRIALS = 4000;

/**
 * With the mutant switched on: what it breaks; undefined where it goes unseen.
 * @param shrinks makes a random counterexample as small as it can be, which takes most of the time.
 */
export function findCounterexample(search: Search, seed: number, shrinks: boolean): Found | undefined {
  switch (search.by) {
    case 'small scope':
      return inSmallScope(search);
    case 'histories':
      return inHistories(search, seed, shrinks);
    case 'fleets':
      return inFleets(search, seed, shrinks);
  }
}

function inSmallScope(search: Extract<Search, { by: 'small scope' }>): Found | undefined {
  const policy = smallPolicy(search.durations ?? {}, search.parties, search.short);
  const setting = smallSetting([policy]);
  const start = begin(setting, 2, [{ kind: search.party, offsetSeconds: 0 }]);
  const { counterexample, states } = explore(
    start,
    setting,
    actionsIn(scopes[search.scope], setting),
    MOST_STATES,
  );
  if (counterexample === undefined) return undefined;
  const { property, message, actions } = counterexample;
  return { property, message, steps: actions.length, story: tellRun(start, actions, setting), tried: states };
}

function inHistories(
  search: Extract<Search, { by: 'histories' }>,
  seed: number,
  shrinks: boolean,
): Found | undefined {
  const property = historyProperties[search.property];
  const runs = fc.property(randomRuns(search), (run) => property(replay(run)) === null);
  const { counterexample, numRuns, errorInstance } = fc.check(runs, {
    seed,
    numRuns: MOST_TRIALS,
    endOnFailure: !shrinks,
  });
  const [run] = counterexample ?? [];
  if (run === undefined) return undefined;
  if (!String(errorInstance).includes('returning false')) throw errorInstance;
  return {
    property: search.property,
    message: property(replay(run)) ?? '',
    steps: run.deeds.length,
    story: run.deeds.map(tellDeed),
    tried: numRuns,
  };
}

function inFleets(
  search: Extract<Search, { by: 'fleets' }>,
  seed: number,
  shrinks: boolean,
): Found | undefined {
  const runs = fc.property(randomFleets(search), (run) => runFleet(run).violation === null);
  const { counterexample, numRuns, errorInstance } = fc.check(runs, {
    seed,
    numRuns: MOST_TRIALS,
    endOnFailure: !shrinks,
  });
  const [run] = counterexample ?? [];
  if (run === undefined) return undefined;
  if (!String(errorInstance).includes('returning false')) throw errorInstance;
  const { violation, actions, start, setting } = runFleet(run);
  const { property = '', message = '' } = violation ?? {};
  return {
    property,
    message,
    steps: actions.length,
    story: tellRun(start, actions, setting),
    tried: numRuns,
  };
}
