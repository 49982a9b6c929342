import { holderLimits } from './chain-limits.js';

/** What is known of the inner in use and of the next one. Instants are seconds of the wall clock, as `exp` is. */
export interface RenewalState {
  readonly held: InnerWindow | undefined;
  /** A new inner is on its way. */
  readonly isRenewing: boolean;
  readonly retryFromSeconds: number;
}

/** When an inner is to be replaced, and until when it can be used. */
export interface InnerWindow {
  readonly renewFromSeconds: number;
  readonly usableUntilSeconds: number;
}

export interface RenewalPlan {
  /** `use` the inner at hand; `wait` for the one on its way; `fail` where neither is. */
  readonly answer: 'use' | 'wait' | 'fail';
  /** Ask for a new inner now. */
  readonly renews: boolean;
}

/** What to do when somebody wants to sign, or when a new inner is due. While an inner is usable nobody waits. */
export function planRenewal(state: RenewalState, nowSeconds: number): RenewalPlan {
  const { held, isRenewing, retryFromSeconds } = state;
  const isDue = held === undefined || nowSeconds >= held.renewFromSeconds;
  const renews = isDue && !isRenewing && nowSeconds >= retryFromSeconds;
  if (held !== undefined && nowSeconds < held.usableUntilSeconds) return { answer: 'use', renews };
  return { answer: isRenewing || renews ? 'wait' : 'fail', renews };
}

/**
 * Whether a failed asking says nothing of the issuer, since the machine slept in the middle of it: what came is of long ago.
 * Both by the wall clock, which goes on in a sleep; a monotonic clock and the deadline of the asking may stand still. Where
 * the wall clock only stepped, the issuer is asked once too often.
 */
export function sleptWhileAsking(askedAtSeconds: number, nowSeconds: number): boolean {
  return (nowSeconds - askedAtSeconds) * 1000 >= 2 * holderLimits.renewalDeadlineMilliseconds;
}

/**
 * The window of an inner that arrives now.
 * @param draw uniform in [0, 1): holders that started together must not all come back in one second.
 */
export function windowOf(expSeconds: number, nowSeconds: number, draw: number): InnerWindow {
  const { renewFromFraction, renewSpreadFraction, unusableFraction, unusableSeconds } = holderLimits;
  const lifeSeconds = Math.max(0, expSeconds - nowSeconds);
  return {
    renewFromSeconds: nowSeconds + lifeSeconds * (renewFromFraction + renewSpreadFraction * draw),
    usableUntilSeconds: expSeconds - Math.min(unusableSeconds, lifeSeconds * unusableFraction),
  };
}
