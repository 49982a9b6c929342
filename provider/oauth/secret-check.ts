import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import { sleep } from '@keyturn/shared/clock';
import { createGate, createLines } from './lines.js';
import type { StoredSecret } from './stored-secret.js';
import { hashChosenSecret, matchesStoredSecret } from './stored-secret.js';

/**
 * Whether a presented secret is one of the stored ones. Rejects with HttpProblem `busy` when too many wait.
 * @param line who asks: requests of one line wait for each other, lines take turns.
 */
export type SecretCheck = (presented: string, line: string) => Promise<boolean>;

/** One door's checks: they share a gate, and no flood at another door is felt here. */
export interface SecretDoor {
  /** @param leastScryptChecks so many at least, so that clients with few slow secrets cost the same. */
  createCheck(stored: readonly StoredSecret[], leastScryptChecks?: number): SecretCheck;
  /**
   * Measures one slow check, since where there is no secret to check it is waited for and not made: a flood of names that
   * do not exist costs nothing and holds nobody up.
   */
  learnPace(): Promise<void>;
}

const REMEMBERED_MILLISECONDS = 300_000;
/** A refusal that took a slow check is told at a full tenth of a second: what is finer says whether it was made. */
const REFUSED_EVERY_MILLISECONDS = 100;

/**
 * scrypt is slow on purpose, so wrong secrets must neither fill the thread pool, where tokens are signed, nor the memory,
 * nor keep good clients out: a line for each who asks, a gate for the lines. A secret that was right once is known again
 * for five minutes by a digest under a key of this process, so good clients pay once, and past any line.
 */
export function createSecretDoor(
  clock: Clock,
  wrappingKeys: readonly Uint8Array[],
  matchesSecret = matchesStoredSecret,
): SecretDoor {
  const gate = createGate();
  const processKey = randomBytes(32).toString('base64url');
  let paceMilliseconds = 0;
  return {
    async learnPace() {
      const startedAt = clock.monotonicMilliseconds();
      await hashChosenSecret('');
      paceMilliseconds = clock.monotonicMilliseconds() - startedAt;
    },
    createCheck(stored, leastScryptChecks = 0) {
      const quick = stored.filter(({ scheme }) => scheme !== 'scrypt');
      const slow = stored.filter(({ scheme }) => scheme === 'scrypt');
      const candidates = slow.length === 0 ? [] : [...slow, ...decoys(leastScryptChecks - slow.length)];
      const inLine = createLines();
      const remembered = new Map<string, number>();
      // No more entries than right secrets: the map cannot be flooded.
      const remember = (digest: string) =>
        remembered.set(digest, clock.monotonicMilliseconds() + REMEMBERED_MILLISECONDS);
      const isKnown = (digest: string) =>
        (remembered.get(digest) ?? Number.NEGATIVE_INFINITY) > clock.monotonicMilliseconds();
      const isOneOf = async (secrets: readonly StoredSecret[], presented: string) => {
        const matches = secrets.map((each) => matchesSecret(presented, each, wrappingKeys));
        return (await Promise.all(matches)).includes(true);
      };
      const checkSlowly = async (presented: string, digest: string): Promise<boolean> => {
        const startedAt = clock.monotonicMilliseconds();
        if (slow.length === 0) {
          if (leastScryptChecks > 0) await sleep(clock, paceMilliseconds);
          return false;
        }
        return gate(async () => {
          // Another request of a fleet that just started may have paid meanwhile.
          if (isKnown(digest)) return true;
          const matches = await isOneOf(candidates, presented);
          paceMilliseconds = clock.monotonicMilliseconds() - startedAt;
          if (matches) remember(digest);
          return matches;
        });
      };
      // Many requests with one secret at once pay once together.
      const running = new Map<string, Promise<boolean>>();
      return async (presented, line) => {
        const arrivedAt = clock.monotonicMilliseconds();
        // Found by digest: what a timing shows is about the digest, whose key nobody knows. It is shown to nobody, so the key
        // in front of the secret is as good as HMAC, and takes a tenth of the time.
        const digest = hash('sha256', processKey + presented, 'base64');
        // Who is right stands in no line.
        if (isKnown(digest)) return true;
        if (await isOneOf(quick, presented)) {
          remember(digest);
          return true;
        }
        const flightName = `${digest} ${line}`;
        const flight =
          running.get(flightName) ??
          inLine(line, () => checkSlowly(presented, digest)).finally(() => running.delete(flightName));
        running.set(flightName, flight);
        const matches = await flight;
        if (!matches && leastScryptChecks > 0) await untilFullStep(clock, arrivedAt);
        return matches;
      };
    },
  };
}

function untilFullStep(clock: Clock, arrivedAtMilliseconds: number): Promise<void> {
  const passed = clock.monotonicMilliseconds() - arrivedAtMilliseconds;
  return sleep(clock, Math.ceil(passed / REFUSED_EVERY_MILLISECONDS) * REFUSED_EVERY_MILLISECONDS - passed);
}

/** Stored secrets that nothing matches. */
function decoys(count: number): readonly StoredSecret[] {
  return Array.from({ length: Math.max(0, count) }, () => ({
    scheme: 'scrypt' as const,
    salt: randomBytes(16),
    digest: randomBytes(32),
  }));
}
