/** Each of two caches before the key set, one behind the other. */
export interface EdgeTerms {
  /** How long it gives what it has, whatever the origin said about that. */
  readonly cacheSeconds: number;
  /** How much longer, while what is behind it fails (RFC 5861). */
  readonly staleSeconds: number;
}

export interface EdgeStage {
  /** From now on; an origin that breaks then breaks behind it. */
  openEdge?(terms: EdgeTerms): void;
}
