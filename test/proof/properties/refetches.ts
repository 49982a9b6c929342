import type { Setting } from '../world/world.js';
import type { Move } from './move.js';

/** In no window does a party fetch more than 5 + ceil(window / C) times because of kids that it does not have. */
export function tooManyRefetches({ before, after }: Move, { durations }: Setting): string | null {
  const C = durations.unknownKidCooldownSeconds;
  // Without a cooldown there is no bound: anything divided by nothing.
  if (C === 0) return null;
  for (const [index, { askedAt }] of after.parties.entries()) {
    if (askedAt.length === before.parties[index]?.askedAt.length) continue;
    const until = after.nowSeconds;
    for (const [at, since] of askedAt.entries()) {
      const fetches = askedAt.length - at;
      const bound = 5 + Math.ceil((until - since) / C);
      if (fetches > bound)
        return `party ${index + 1} fetched ${fetches} times in ${until - since} s, more than ${bound}`;
    }
  }
  return null;
}
