import type { ScenarioReport } from '../../provider/scenario/report.js';
import type { Traffic } from '../../provider/scenario/scenario.js';
import type { Party } from '../parties/party.js';
import type { Played, Stand } from './stand.js';

/** What one run of a row came to. */
export interface Observation {
  /** Held against the bar; lower is better. */
  readonly figure: number;
  /** Where words say more than the figure. */
  readonly said?: string;
}

/** One case of the lab: a scenario by its acts, and what is looked at. */
export interface Row extends Played {
  readonly id: string;
  readonly title: string;
  /** What `figure` counts. */
  readonly unit: string;
  readonly atMost: number;
  /** Why the bar is where it is, or what else must be known to read the row. */
  readonly note?: string;
  /** How the others do is told by count, never by name. */
  readonly private?: true;
  /** Measures time or bytes: played when all others are over, so many side by side. */
  readonly quiet?: number;
  /** The figure is what a stopwatch says. */
  readonly timed?: true;
  /** Default: everybody. */
  readonly concerns?: (party: Party) => boolean;
  readonly durationSeconds: number;
  /** Of good tokens. Default: none, only what the acts present. */
  readonly traffic?: Traffic;
  readonly acts: readonly Act[];
  /** Null: what the row is about never happened with this party. */
  readonly observe: (stand: Stand, report: ScenarioReport) => Observation | null;
}

export type Act = Played['acts'][number] & { readonly atSeconds: number };
