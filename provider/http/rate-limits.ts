import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressBlock } from './address-block.js';
import { HttpProblem } from './problem.js';

/** Requests of one IPv4 address, or of one IPv6 /64, in a minute; counted in this process. */
export interface RateLimits {
  /** To the endpoints of OAuth of every issuer. */
  readonly tokenRequestsPerMinute: number;
  /** To `/cron` and `/admin`. */
  readonly cronRequestsPerMinute: number;
}

/** More than one core can sign in a minute, so that no honest caller behind one address meets it; a scheduler calls seldom. */
export const defaultRateLimits: RateLimits = { tokenRequestsPerMinute: 60_000, cronRequestsPerMinute: 120 };

/** Counts one request. Rejects with HttpProblem `rate_limited` and `Retry-After` where there were too many. */
export type RateLimit = (address: string) => Promise<void>;

/** @param points so many in a minute. */
export function createRateLimit(points: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return async (address) => {
    try {
      await limiter.consume(addressBlock(address));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new HttpProblem('rate_limited', {
        detail: `more than ${points} requests of this address in a minute`,
        headers: { 'Retry-After': String(seconds) },
      });
    }
  };
}
