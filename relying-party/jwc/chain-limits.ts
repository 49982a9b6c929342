/** Every number of the jwc path. */
export const chainLimits = {
  maxInnerLifetimeSeconds: 24 * 60 * 60,
  maxOuterLifetimeSeconds: 5 * 60,
  /** What chainjwt allows: 91 days ahead, for both. */
  chainjwtLifetimeSeconds: 91 * 24 * 60 * 60,
  /** Minters write an `iat` that lies back a little, so that clocks that lag take the token: allowed over a lifetime. */
  backdatingSeconds: 60,
  /** Inners that were validated and are kept, in one verifier. */
  maxCachedInners: 1000,
  /** Outers that are remembered while they live, where replays are refused. */
  maxRememberedOuters: 100_000,
  /** Of those, one holder's: who floods locks nobody else out. */
  maxRememberedOutersPerHolder: 10_000,
  /** An id that is remembered is no longer than this. */
  maxReplayIdCharacters: 128,
  /** Outers are forgotten in lots of so many seconds of `exp`. */
  forgetOutersEverySeconds: 10,
} as const;

/**
 * What the published chainjwt library mints and accepts, as options: inners without `typ`, 91 days for both. It ties
 * the outer to the inner by nothing; that has to be typed out beside this (`binding: 'none'`), or better not.
 */
export const chainjwtForm = {
  allowUntypedInner: true,
  maxInnerLifetimeSeconds: chainLimits.chainjwtLifetimeSeconds,
  maxOuterLifetimeSeconds: chainLimits.chainjwtLifetimeSeconds,
} as const;
