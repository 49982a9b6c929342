import { type HistoryPropertyName, historyProperties } from '../histories/history-properties.js';
import type { TriedMutant } from '../mutations/try-mutants.js';
import { moveProperties } from '../properties/check-move.js';
import type { Broken, Explored, Tried } from '../prove.js';
import type { SoundPart } from '../prove-sound.js';

/** One named property of the rotation rules, and what it was held to. */
export interface PropertyRow {
  readonly property: string;
  readonly states: number;
  readonly trials: number;
  readonly violations: number;
}

export interface ProofReport extends SoundPart {
  readonly seed: number;
  readonly size: string;
  readonly properties: readonly PropertyRow[];
  readonly mutants: readonly TriedMutant[];
  /** No property is broken, and no mutant went unseen. */
  readonly holds: boolean;
}

export function buildReport(
  head: { readonly seed: number; readonly size: string },
  sound: SoundPart,
  mutants: readonly TriedMutant[],
): ProofReport {
  const properties = propertyRows(sound);
  const holds = brokenOnes(sound).length === 0 && mutants.every(({ found }) => found !== undefined);
  return { ...head, ...sound, properties, mutants, holds };
}

export function brokenOnes({ explorations, trials }: SoundPart): readonly Broken[] {
  return [...explorations, ...trials].flatMap(({ broken }) => broken ?? []);
}

/** Where nothing of it happens, nothing of it can break: those trials do not count. */
const onlyIn: Readonly<Record<string, string>> = {
  pinnedPartiesHaveSigner: 'pinned parties',
  unseenKeyNeverSigns: 'troubles',
  steppedClockTurnsNothing: 'troubles',
  failingSignerNeverTakesOver: 'troubles',
} satisfies Partial<Record<HistoryPropertyName, string>>;

/** Coverage under crashes and under changes of policy are names of the same property in the runs that have them. */
function propertyRows({ explorations, trials }: SoundPart): readonly PropertyRow[] {
  const isFleet = ({ kind }: Tried) => kind.startsWith('fleets');
  const named = Object.keys({ ...moveProperties, ...historyProperties }).map((property) => {
    const inMoves = property in moveProperties;
    const where = onlyIn[property] ?? '';
    const kinds = trials.filter(
      (each) => (isFleet(each) ? inMoves : property in historyProperties) && each.kind.includes(where),
    );
    return rowOf(property, property, inMoves ? explorations : [], kinds);
  });
  const coverage = 'validImpliesAccepted';
  const crashing = explorations.filter(({ scope }) => scope === 'schedule' || scope === 'policies');
  const changing = trials.filter(({ kind }) => kind.includes('changing'));
  return [
    ...named,
    rowOf('crashAtAnyStepKeepsCoverage', coverage, crashing, trials.filter(isFleet)),
    rowOf(
      'policyChangeKeepsCoverage',
      coverage,
      explorations.filter(({ scope }) => scope === 'policies'),
      changing,
    ),
  ];
}

function rowOf(
  property: string,
  brokenAs: string,
  explorations: readonly Explored[],
  trials: readonly Tried[],
): PropertyRow {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return {
    property,
    states: sum(explorations.map(({ states }) => states)),
    trials: sum(trials.map((each) => each.trials)),
    violations: brokenOnes({ explorations, trials }).filter((each) => each.property === brokenAs).length,
  };
}
