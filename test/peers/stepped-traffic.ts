import { createVerifier, isRejection, type VerifierOptions } from '@keyturn/relying-party';
import { systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { advanceSettled } from '../relying-party/settled-clock.js';

const STEP_SECONDS = 30;

/**
 * Our verifier at its default durations, on a clock that goes half a minute with each step: one new token and the one of the
 * step before are verified. Its reads are of the real network, and no step is taken while one is under way.
 */
export function steppedTraffic(options: Omit<VerifierOptions, 'clock'>, issue: () => Promise<string>) {
  const clock = new VirtualClock(systemClock.nowSeconds());
  const verifier = createVerifier({ ...options, clock });
  const refused: string[] = [];
  const kids = new Set<string>();
  let accepted = 0;
  let previous: string | undefined;
  const check = async (token: string) => {
    try {
      const { kid } = await verifier.verify(token);
      accepted += 1;
      if (kid !== undefined) kids.add(kid);
    } catch (error) {
      refused.push(isRejection(error) ? error.code : String(error));
    }
  };
  return {
    async pass(minutes: number) {
      for (let left = minutes * 60; left > 0; left -= STEP_SECONDS) {
        await advanceSettled(clock, verifier, STEP_SECONDS);
        const token = await issue();
        for (const each of [token, previous]) if (each !== undefined) await check(each);
        previous = token;
      }
    },
    /** Ends the traffic and answers what came of it. */
    end() {
      verifier.close();
      return { accepted, refused, kids: [...kids].sort() };
    },
  };
}
