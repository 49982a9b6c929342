import { sleep } from '@keyturn/shared/clock';
import type { Forgery } from '../flood.js';
import type { BadToken } from '../world.js';
import type { Crowd, EventBase, EventKinds, Performed } from './event.js';
import { notHere } from './event.js';

/** Forged tokens at all parties, evenly, faster than anybody would ask. Ends by itself. */
export type FloodEvent = EventBase & {
  readonly do: 'flood';
  readonly with: Forgery;
  /** At all parties together. */
  readonly perSecond: number;
  readonly forSeconds: number;
};

const WAVE_MILLISECONDS = 25;

async function flood(
  { perSecond, forSeconds }: FloodEvent,
  make: (count: number) => Promise<readonly BadToken[]>,
  { clock, parties, tryBad }: Crowd,
): Promise<Performed> {
  const endsAtSeconds = clock.nowSeconds() + forSeconds;
  const tries: Promise<void>[] = [];
  let owed = 0;
  while (clock.nowSeconds() < endsAtSeconds) {
    owed += (perSecond * WAVE_MILLISECONDS) / 1000;
    const wave = await make(Math.floor(owed));
    owed -= wave.length;
    // Nobody who floods waits for an answer.
    for (const bad of wave) tries.push(tryBad(bad, tries.length % parties));
    await sleep(clock, WAVE_MILLISECONDS);
  }
  await Promise.all(tries);
  return { outcome: 'done', rule: null };
}

export const floodEvents: EventKinds<FloodEvent> = {
  flood: {
    async perform(event, issuer, crowd) {
      const { forge } = issuer;
      return forge === undefined ? notHere : flood(event, (count) => forge(event.with, count), crowd);
    },
  },
};
