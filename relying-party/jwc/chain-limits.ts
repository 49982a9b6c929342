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

/** Every number of the holder's side. */
export const holderLimits = {
  outerLifetimeSeconds: 60,
  /** A new inner is asked for when this part of the old one's life is over, plus a random part of the spread. */
  renewFromFraction: 0.6,
  renewSpreadFraction: 0.15,
  /** An inner is used no more when this part of its life, or so many seconds, are left: the request has to travel. */
  unusableFraction: 0.1,
  unusableSeconds: 10,
  /** How long the issuer may take to answer with an inner. */
  renewalDeadlineMilliseconds: 10_000,
  maxBackoffSeconds: 60,
  /** What common servers take as one header field. */
  maxTokenBytes: 8 * 1024,
  identifierBytes: 16,
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
