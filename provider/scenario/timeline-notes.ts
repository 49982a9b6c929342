import type { Chart, KeyLane, LaneState, Mark, Point, Timeline } from '../timeline/timeline.js';
import type { Scenario } from './scenario.js';
import type { ScenarioEvent } from './scenario-event.js';
import { marksOf } from './timeline-marks.js';
import type { EventOutcome, KeySetRequest, PublishedKey } from './world.js';

type Counted = 'accepted' | 'refused' | 'badAccepted';

/** What the picture needs besides. Instants are the clock's. */
export interface TimelineParts {
  readonly scenario: Scenario;
  readonly about: string;
  readonly events: readonly (ScenarioEvent & EventOutcome)[];
  readonly requests: readonly KeySetRequest[];
  readonly startedAtSeconds: number;
  readonly endedAtSeconds: number;
}

interface Seen {
  readonly state: LaneState;
  readonly atSeconds: number;
}

/** Collects what is drawn over time; instants are the clock's. */
export class TimelineNotes {
  readonly #instants: Record<Counted, number[]> = { accepted: [], refused: [], badAccepted: [] };
  readonly #keys = new Map<string, Seen[]>();

  count(what: Counted, atSeconds: number): void {
    this.#instants[what].push(atSeconds);
  }

  /** All keys of a series, looked at again and again. */
  notePublished(keys: readonly PublishedKey[], atSeconds: number): void {
    for (const { kid, state } of keys) if (state !== null) this.#see(kid, state, atSeconds);
    const gone = [...this.#keys.keys()].filter((kid) => !keys.some((key) => key.kid === kid));
    for (const kid of gone) if (keys.length > 0) this.#see(kid, 'removed', atSeconds);
  }

  noteRevoked(kid: string, atSeconds: number): void {
    this.#see(kid, 'revoked', atSeconds);
  }

  draw({
    scenario,
    about,
    events,
    requests,
    startedAtSeconds: start,
    endedAtSeconds,
  }: TimelineParts): Timeline {
    const durationSeconds = endedAtSeconds - start;
    const perSecond = (instants: readonly number[]) => countPerSecond(instants, start, durationSeconds);
    const { accepted, refused, badAccepted } = this.#instants;
    const bad = {
      label: 'of a key that was taken back, accepted',
      tone: 'other',
      points: perSecond(badAccepted),
    } as const;
    const asked = requests.map(({ atSeconds }) => atSeconds);
    const charts: readonly Chart[] = [
      {
        title: 'tokens a second',
        lines: [
          { label: 'accepted', tone: 'good', points: perSecond(accepted) },
          { label: 'refused', tone: 'bad', points: perSecond(refused) },
          ...(badAccepted.length === 0 ? [] : [bad]),
        ],
      },
      {
        title: 'requests a second for the key set',
        lines: [{ label: 'all parties', tone: 'neutral', points: perSecond(asked) }],
      },
    ];
    const marks: readonly Mark[] = marksOf(scenario, events);
    return {
      title: scenario.title,
      about,
      durationSeconds,
      keys: this.#lanes(start, endedAtSeconds),
      charts,
      marks,
    };
  }

  #see(kid: string, state: LaneState, atSeconds: number): void {
    const seen = this.#keys.get(kid) ?? [];
    const last = seen.at(-1)?.state;
    // Revoked is for ever; and removed says no more than that.
    if (last !== state && last !== 'revoked') seen.push({ state, atSeconds });
    this.#keys.set(kid, seen);
  }

  #lanes(start: number, end: number): readonly KeyLane[] {
    return [...this.#keys].map(([kid, seen]) => ({
      label: kid.slice(0, 12),
      spans: seen.map(({ state, atSeconds }, at) => ({
        state,
        fromSeconds: Math.max(0, atSeconds - start),
        toSeconds: (seen[at + 1]?.atSeconds ?? end) - start,
      })),
    }));
  }
}

function countPerSecond(
  instants: readonly number[],
  start: number,
  durationSeconds: number,
): readonly Point[] {
  const counts = new Array<number>(Math.ceil(durationSeconds)).fill(0);
  for (const instant of instants) {
    const second = Math.floor(instant - start);
    if (counts[second] !== undefined) counts[second] += 1;
  }
  return counts.map((value, atSeconds) => ({ atSeconds, value }));
}
