import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { HttpProblem } from '../http/problem.js';
import type { StoredSecret } from './stored-secret.js';
import { matchesStoredSecret } from './stored-secret.js';

/** Whether a presented secret is one of the stored ones. Rejects with HttpProblem `busy` when too many wait. */
export type SecretCheck = (presented: string) => Promise<boolean>;

const REMEMBERED_MILLISECONDS = 300_000;
const CHECKS_AT_ONCE = 2;
const CHECKS_WAITING = 64;

/** @param leastScryptChecks so many at least, so that clients with few secrets, and none at all, cost the same. */
export type CreateSecretCheck = (stored: readonly StoredSecret[], leastScryptChecks?: number) => SecretCheck;

/**
 * Makes checks that share one gate: scrypt is slow on purpose, so a flood of wrong secrets must neither fill the thread
 * pool, where tokens are signed, nor the memory. A secret that was right once is known again for five minutes by a
 * digest under a key of this process, so good clients pay once.
 */
export function createSecretChecks(
  clock: Clock,
  wrappingKeys: readonly Uint8Array[],
  matchesSecret = matchesStoredSecret,
): CreateSecretCheck {
  const gate = createGate();
  const processKey = randomBytes(32);
  return (stored, leastScryptChecks = 0) => {
    const candidates = [...stored, ...decoys(stored, leastScryptChecks)];
    const remembered = new Map<string, number>();
    // Many requests of one client at once, for example of a fleet that just started, pay once together.
    const running = new Map<string, Promise<boolean>>();
    const check = async (presented: string, digest: string): Promise<boolean> => {
      const matches = await gate(() =>
        Promise.all(candidates.map((each) => matchesSecret(presented, each, wrappingKeys))),
      );
      if (!matches.includes(true)) return false;
      // No more entries than right secrets: the map cannot be flooded.
      remembered.set(digest, clock.monotonicMilliseconds() + REMEMBERED_MILLISECONDS);
      return true;
    };
    return async (presented) => {
      const digest = createHmac('sha256', processKey).update(presented).digest('base64');
      // Found by digest: what a timing shows is about the digest, whose key nobody knows.
      if ((remembered.get(digest) ?? Number.NEGATIVE_INFINITY) > clock.monotonicMilliseconds()) return true;
      const flight = running.get(digest) ?? check(presented, digest).finally(() => running.delete(digest));
      running.set(digest, flight);
      return flight;
    };
  };
}

/** Stored secrets that nothing matches. */
function decoys(stored: readonly StoredSecret[], leastScryptChecks: number): readonly StoredSecret[] {
  const missing = leastScryptChecks - stored.filter(({ scheme }) => scheme === 'scrypt').length;
  const slow = Array.from({ length: Math.max(0, missing) }, () => ({
    scheme: 'scrypt' as const,
    salt: randomBytes(16),
    digest: randomBytes(32),
  }));
  return [...slow, { scheme: 'hmac-sha256', digest: randomBytes(32) }];
}

function createGate() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= CHECKS_AT_ONCE) {
      if (waiting.length >= CHECKS_WAITING)
        throw new HttpProblem('busy', { headers: { 'Retry-After': '1' } });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
