import type { Timeline } from '../timeline/timeline.js';
import type { FalseReject, Figures } from './figures.js';
import type { ScenarioEvent } from './scenario-event.js';
import type { BarResult, Verdict } from './verdict.js';
import type { EventOutcome, RestoredSeries } from './world.js';

/** The two runners. */
export type RunnerName = 'real' | 'virtual';

/** A ring that others rely on, under drill. */
export interface LiveRing {
  readonly issuer: string;
  /** What the hard stop gave back; null: nobody stopped it. */
  readonly restored: readonly RestoredSeries[] | null;
}

/** What a run found. JSON; instants are seconds since the epoch unless they say otherwise. */
export interface ScenarioReport {
  readonly scenario: string;
  /** Which of the catalogue of drills it is; null for any other. */
  readonly drill: string | null;
  readonly title: string;
  readonly verdict: Verdict;
  /** Why it is no `pass`, in a sentence each; empty for a pass. */
  readonly reasons: readonly string[];
  /** Who ended it before its time; null: nobody. */
  readonly stoppedBy: string | null;
  /** The ring that was turned, where others rely on it; null where the drill had one of its own. */
  readonly live: LiveRing | null;
  readonly clock: RunnerName;
  /** Of chance on a virtual clock: the same seed gives the same figures. Null in real time. */
  readonly seed: number | null;
  /** On a virtual clock, of an era of its own. */
  readonly startedAtSeconds: number;
  readonly endedAtSeconds: number;
  readonly parties: number;
  readonly clients: number;
  readonly bars: readonly BarResult[];
  readonly figures: Figures;
  readonly events: readonly (ScenarioEvent & EventOutcome)[];
  /** The first of them, without tokens. */
  readonly rejects: readonly FalseReject[];
  /** To be drawn by `timelineSvg`. */
  readonly timeline: Timeline;
}
