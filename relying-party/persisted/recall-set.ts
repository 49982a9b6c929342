import { freshnessOf } from '@keyturn/shared/cache-headers';
import { checkUrl } from '../fetch/check-url.js';
import { importKeys } from '../keys/import-keys.js';
import type { RecalledSet } from '../keys/key-set-memory.js';
import { readKeySet } from '../keys/read-key-set.js';
import type { KeySetSite } from '../trust/key-set-store.js';
import type { KeySetRecord } from './key-set-record.js';
import { persistedLimits } from './persisted-limits.js';
import { RecordRefusal } from './record-refusal.js';

/**
 * A record as a set, by the rules for what is fetched, and with the age that it has: counted from the request that brought
 * it, so that no restart makes it younger.
 * @param wallSeconds the wall clock, which the record's times are of.
 * @param nowSeconds the clock that never steps back, at the same instant.
 * @throws RecordRefusal, FetchFailure, RefreshFailure
 */
export async function recallSet(
  record: KeySetRecord,
  site: KeySetSite,
  wallSeconds: number,
  nowSeconds: number,
): Promise<RecalledSet> {
  const ageSeconds = wallSeconds - record.requestedAtSeconds;
  if (ageSeconds < -persistedLimits.maxClockOffsetSeconds)
    throw new RecordRefusal('record_from_the_future', 'What is kept was read in the future.');
  // A writer's clock that is ahead makes nothing usable for longer than from now.
  const lifetime = freshnessOf(record.cache, nowSeconds - Math.max(0, ageSeconds), site.limits);
  if (nowSeconds >= lifetime.usableUntilSeconds)
    throw new RecordRefusal('record_too_old', 'What is kept was read too long ago.');
  checkUrl(record.jwksUri, site.fetchRules);
  const { epoch, keys } = readKeySet(new TextEncoder().encode(record.body));
  const algorithms = site.algorithms.filter((name) => record.algorithms.includes(name));
  const imported = await importKeys(keys, algorithms, site.signature);
  return { keys: imported.keys, epoch, lifetime };
}
