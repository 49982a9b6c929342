/** What happens at an instant of a scenario. Instants are seconds after the traffic started. */
export type ScenarioEvent = { readonly atSeconds: number; readonly do: 'rotate'; readonly series: string };

/** Steady signed traffic: every client asks for tokens and presents each of them to its party at several ages. */
export interface Traffic {
  readonly clients: number;
  /** Pause between two tokens of one client. */
  readonly pauseMilliseconds: number;
  /** Ages at which a token is presented. None beyond its lifetime: it would not be valid any more. */
  readonly presentAtSeconds: readonly number[];
}

/** What must hold for `pass`. */
export interface Bars {
  readonly falseRejects: number;
  /** Valid tokens whose key the party did not have yet: each forces a fetch, or is refused by a party that cannot. */
  readonly unknownKids: number;
  /** Keys of the turned series published at once. */
  readonly publishedKeys: number;
  /** Fewer valid tokens tried than this proves nothing. */
  readonly validTokensTried: number;
  /** Kids of the turned series that must have been seen signing: fewer means the fault never bit. */
  readonly signingKids: number;
}

/** A scenario is data; one engine runs it. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly durationSeconds: number;
  readonly traffic: Traffic;
  readonly events: readonly ScenarioEvent[];
  readonly bars: Bars;
}
