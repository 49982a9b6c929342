/** Every number of introspection. */
export const introspectionLimits = {
  /** How long an answer is used again: so long a revoked token may go on. */
  cacheSeconds: 30,
  mostCacheSeconds: 300,
  /** Answers that are kept, of all issuers. */
  maxCachedAnswers: 10_000,
  /** Endpoints whose failures are remembered, where a function names them. */
  maxEndpoints: 10_000,
  /** Questions to one endpoint under way. */
  maxFlights: 64,
  /** The longest pause after failures. */
  maxBackoffSeconds: 30,
} as const;
