import { longest } from './longest.js';
import type { PublishedKey } from './published-key.js';
import type { KeysSample } from './sample.js';
import type { KeyRecord, SeenSet, WatchState } from './watch-state.js';

/** A set that comes again within it was served elsewhere all along: replicas differ. Later, somebody put it back. */
const FLAP_SECONDS = 120;
const MAX_RECENT_SETS = 8;
/** So that a hostile issuer with a new key in every set fills no memory. */
const MAX_KEPT_KEYS = 2048;

/** Adds a set that was read. */
export function observeKeys(state: WatchState, sample: KeysSample): WatchState {
  const current = state.recentSets.at(-1);
  const earlier = state.recentSets.find(
    ({ digest, lastSeconds }) =>
      digest === sample.digest &&
      digest !== current?.digest &&
      sample.atSeconds - lastSeconds <= FLAP_SECONDS,
  );
  const flapped = earlier !== undefined;
  const next: WatchState = {
    ...state,
    keySet: sample,
    keys: keep(observeRecords(state, sample, flapped)),
    recentSets: addSet(state.recentSets, sample),
    ...longest('longestMaxAgeSeconds', state.longestMaxAgeSeconds, sample.headers.maxAgeSeconds),
    ...observeEpoch(state, sample),
  };
  if (current === undefined || !flapped) return next;
  const sinceSeconds = state.flap?.sinceSeconds ?? current.sinceSeconds;
  return { ...next, flap: { sinceSeconds, untilSeconds: sample.atSeconds } };
}

function observeRecords(state: WatchState, sample: KeysSample, flapped: boolean) {
  const at = sample.atSeconds;
  const records = new Map(state.keys);
  const published = new Map<string, PublishedKey[]>();
  for (const key of sample.keys) {
    const name = key.kid ?? key.thumbprint;
    published.set(name, [...(published.get(name) ?? []), key]);
  }
  for (const [name, keys] of published) {
    const { withdrawnFromSeconds, ...before } = records.get(name) ?? { name, thumbprints: [] };
    const absentUntil =
      before.publishedFromSeconds === undefined ? state.keySet?.atSeconds : before.absentUntilSeconds;
    records.set(name, {
      ...before,
      thumbprints: [...new Set([...before.thumbprints, ...keys.map(({ thumbprint }) => thumbprint)])],
      ...(absentUntil === undefined ? {} : { absentUntilSeconds: absentUntil }),
      publishedFromSeconds: before.publishedFromSeconds ?? at,
      publishedLastSeconds: at,
      ...(withdrawnFromSeconds === undefined || flapped ? {} : { returnedAtSeconds: at }),
    });
  }
  for (const [name, record] of records) {
    const gone = record.publishedFromSeconds !== undefined && !published.has(name);
    if (gone && record.withdrawnFromSeconds === undefined)
      records.set(name, { ...record, withdrawnFromSeconds: at });
  }
  return records;
}

function addSet(sets: readonly SeenSet[], { digest, atSeconds }: KeysSample): readonly SeenSet[] {
  const last = sets.at(-1);
  if (last?.digest === digest) return [...sets.slice(0, -1), { ...last, lastSeconds: atSeconds }];
  return [...sets, { digest, sinceSeconds: atSeconds, lastSeconds: atSeconds }].slice(-MAX_RECENT_SETS);
}

function observeEpoch({ highestEpoch }: WatchState, { epoch, atSeconds }: KeysSample): Partial<WatchState> {
  if (epoch === undefined) return {};
  if (highestEpoch === undefined || epoch > highestEpoch.epoch)
    return { highestEpoch: { epoch, sinceSeconds: atSeconds } };
  if (epoch === highestEpoch.epoch) return {};
  const afterSeconds = atSeconds - highestEpoch.sinceSeconds;
  return { loweredEpoch: { from: highestEpoch.epoch, to: epoch, afterSeconds } };
}

function keep(records: ReadonlyMap<string, KeyRecord>): ReadonlyMap<string, KeyRecord> {
  return records.size <= MAX_KEPT_KEYS ? records : new Map([...records].slice(-MAX_KEPT_KEYS));
}
