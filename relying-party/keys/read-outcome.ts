import { type FreshnessLimits, freshnessOf } from '@keyturn/shared/cache-headers';
import type { Lifetime, RefreshOutcome } from './plan-outcome.js';
import type { KeysAnswer } from './read-keys.js';
import { identifyKey } from './select-keys.js';

export type KeysRead = Extract<KeysAnswer, { kind: 'set' }>;

/** What came of one read. */
export type Reading = KeysAnswer | { readonly kind: 'failed'; readonly failure: unknown };

/** What the plan has to know of a reading. */
export function outcomeOf(
  reading: Reading,
  requestedAtSeconds: number,
  limits: FreshnessLimits,
): RefreshOutcome {
  if (reading.kind === 'failed') return reading;
  const lifetime: Lifetime = {
    ...freshnessOf(reading.cache, requestedAtSeconds, limits),
    requestedAtSeconds,
  };
  if (reading.kind === 'unchanged') return { kind: 'unchanged', lifetime };
  const members = reading.imported.keys.map(identifyKey);
  return { kind: 'set', offered: { epoch: reading.epoch, members, kids: reading.kids }, lifetime };
}
