/** What a picture over time shows, for whoever has something to show: a drill, a study of a fleet, a page. Seconds from its start. */
export interface Timeline {
  readonly title: string;
  /** A sentence below it. */
  readonly about?: string;
  readonly durationSeconds: number;
  /** One lane for each key, in the order of their birth. */
  readonly keys: readonly KeyLane[];
  readonly charts: readonly Chart[];
  readonly marks: readonly Mark[];
}

export interface KeyLane {
  /** Short: it stands in front of the lane. */
  readonly label: string;
  readonly spans: readonly KeySpan[];
}

export interface KeySpan {
  readonly state: LaneState;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What becomes of a key while somebody looks; before and after, its lane is empty. */
export const laneStates = ['standby', 'cold', 'active', 'retiring', 'removed', 'revoked'] as const;
export type LaneState = (typeof laneStates)[number];

/** Figures over time, one above the other on one scale that begins at zero. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly ChartLine[];
}

export interface ChartLine {
  readonly label: string;
  readonly tone: Tone;
  /** In the order of time; each holds until the next. */
  readonly points: readonly Point[];
}

/** What a figure means to who reads the picture. */
export const tones = ['good', 'bad', 'neutral', 'other'] as const;
export type Tone = (typeof tones)[number];

export interface Point {
  readonly atSeconds: number;
  readonly value: number;
}

/** An instant: something that was done, or a bound that was computed before. */
export interface Mark {
  readonly atSeconds: number;
  readonly label: string;
  readonly kind: 'event' | 'bound';
}
