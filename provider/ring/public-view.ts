import { publicationLagSeconds } from '@keyturn/shared/rotation-bounds';
import { plainGuard } from './check-guards.js';
import type { Guard } from './guard.js';
import type { KeyRing, RingKey } from './key-ring.js';
import type { PublicView } from './observations.js';
import type { SeriesPolicy } from './policy.js';
import { leadSeconds } from './windows.js';

export const unseen: PublicView = { firstSeenAtSeconds: null, seen: [] };

const EPOCHS_KEPT = 64;

/** One answer more. */
export function noteEpoch(view: PublicView, epoch: number, atSeconds: number): PublicView {
  const seen = [...view.seen.filter((each) => each.epoch !== epoch), { epoch, lastSeenAtSeconds: atSeconds }];
  seen.sort((a, b) => a.epoch - b.epoch);
  const [lowest, next] = seen;
  const crowded = seen.length > EPOCHS_KEPT && lowest !== undefined && next !== undefined;
  // Two become the older one, seen when either was: whoever asks waits a little longer, never shorter.
  const merged = crowded
    ? {
        epoch: lowest.epoch,
        lastSeenAtSeconds: Math.max(lowest.lastSeenAtSeconds, next.lastSeenAtSeconds),
      }
    : undefined;
  return {
    firstSeenAtSeconds: view.firstSeenAtSeconds ?? atSeconds,
    seen: merged === undefined ? seen : [merged, ...seen.slice(2)],
  };
}

/**
 * O1: a lead has passed since the key set was last seen without this key where relying parties fetch it, less the Z that
 * I1 allows for. What was before the first look is taken for "without". Undefined view: nobody looks.
 */
export function guardPublicView(
  key: RingKey,
  series: SeriesPolicy,
  view: PublicView | undefined,
  nowSeconds: number,
): Guard | undefined {
  if (view === undefined) return undefined;
  const lead = leadSeconds(key, series.parties);
  const withKey = view.seen.some(({ epoch }) => epoch >= key.bornAtEpoch);
  const without = lastSeenWithout(key, view);
  const cure = 'see what stands before the address of the key set: a cache or a replica serves an old one';
  if (!withKey)
    return {
      ...plainGuard('O1', series.name, key.kid, 'the standby key was not seen at the public address', cure),
      terms: { bornAtEpoch: key.bornAtEpoch, publicEpoch: view.seen.at(-1)?.epoch ?? 0, leadSeconds: lead },
    };
  // Of the P + Z in a lead, P is for what was served between two looks.
  const { serveStaleJwksSeconds: Z } = key.inForce;
  const waitSeconds = Math.ceil(Math.max(key.publishedAtSeconds, without - Z) + lead - nowSeconds);
  if (waitSeconds <= 0) return undefined;
  return {
    rule: 'O1',
    series: series.name,
    kid: key.kid,
    terms: { leadSeconds: lead, withoutKeySecondsAgo: Math.floor(nowSeconds - without) },
    waitSeconds,
    message: 'the key set was seen without the standby key at the public address within its lead',
    cure: `wait ${waitSeconds} s; if it goes on, ${cure}`,
  };
}

function lastSeenWithout(key: RingKey, { firstSeenAtSeconds, seen }: PublicView): number {
  const first = firstSeenAtSeconds ?? Number.NEGATIVE_INFINITY;
  const behind = seen.filter(({ epoch }) => epoch < key.bornAtEpoch).map((each) => each.lastSeenAtSeconds);
  return Math.max(first > key.publishedAtSeconds ? first : Number.NEGATIVE_INFINITY, ...behind);
}

/** How far the public address was seen to lag behind the ring, where that is more than P + Z allow: P is wrong. */
export interface WrongDelay {
  readonly measuredSeconds: number;
  readonly allowedSeconds: number;
}

/** Undefined: nothing wrong was seen of the keys that are published now. */
export function findWrongDelay(ring: KeyRing, view: PublicView | undefined): WrongDelay | undefined {
  const seen = view?.seen ?? [];
  const lags = ring.series.flatMap(({ terms, keys }) =>
    keys.map((key) => {
      const behind = seen
        .filter(({ epoch }) => epoch < key.bornAtEpoch)
        .map((each) => each.lastSeenAtSeconds);
      const measured = Math.max(...behind, Number.NEGATIVE_INFINITY) - key.publishedAtSeconds;
      return { measuredSeconds: Math.ceil(measured), allowedSeconds: publicationLagSeconds(terms) };
    }),
  );
  return lags
    .filter(({ measuredSeconds, allowedSeconds }) => measuredSeconds > allowedSeconds)
    .sort((a, b) => b.measuredSeconds - a.measuredSeconds)[0];
}
