import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './refusal.js';

/** In a quarter of an hour. */
export const defaultLimits = {
  /** Wrong passwords for one name from one address: who guesses locks himself out, and not the user elsewhere. */
  logInsOfName: 10,
  /** Wrong passwords from one address, whatever the names. */
  logInsOfAddress: 100,
  signUpsOfAddress: 20,
} as const;

const WINDOW_SECONDS = 900;

/** Who tries too often waits. In memory: for several processes use RateLimiterRedis or RateLimiterPostgres of this library. */
export class Attempts {
  readonly #logInsOfName: RateLimiterMemory;
  readonly #logInsOfAddress: RateLimiterMemory;
  readonly #signUps: RateLimiterMemory;

  constructor(limits: Readonly<Record<keyof typeof defaultLimits, number>> = defaultLimits) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
    this.#logInsOfName = limiter(limits.logInsOfName);
    this.#logInsOfAddress = limiter(limits.logInsOfAddress);
    this.#signUps = limiter(limits.signUpsOfAddress);
  }

  /**
   * Counts before the password is looked at: of ten thousand guesses at once, ten are looked at. The address first, so that
   * it cannot make more names to remember than it has attempts. Rejects with Refusal `attempts_too_many`.
   */
  async countLogIn(name: string, address: string): Promise<void> {
    await count(this.#logInsOfAddress, blockOf(address));
    await count(this.#logInsOfName, keyOf(name, address));
  }

  /** It was no guess: the password was right, or could not be looked at. */
  async takeBack(name: string, address: string): Promise<void> {
    await this.#logInsOfAddress.reward(blockOf(address));
    await this.#logInsOfName.reward(keyOf(name, address));
  }

  /** Rejects with Refusal `attempts_too_many`. */
  countSignUp(address: string): Promise<void> {
    return count(this.#signUps, blockOf(address));
  }
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new Refusal('attempts_too_many', Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
  }
}

const keyOf = (name: string, address: string) => `${blockOf(address)} ${name}`;

/** An IPv4 address stands for itself, an IPv6 address for its /64, since one subscriber holds that many (RFC 6177). */
function blockOf(address: string): string {
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join('.');
}
