import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RotationPolicy } from '../../provider/ring/policy.js';
import { settle } from '../../provider/ring/settle.js';
import type { Deed } from './deed.js';
import type { Observed } from './observatory.js';

/** A ring as it stood in the store for a while. */
export interface RingVersion {
  readonly ring: KeyRing;
  /** The policy that the ring was turned by. */
  readonly policy: RotationPolicy;
  /** What it came of; undefined for the first. */
  readonly by?: Deed['do'] | undefined;
  /** What was known when it was committed. */
  readonly observed?: Observed;
  readonly fromSeconds: number;
  /** When the next version was committed, inclusive: a read of that very second may still have seen this one. */
  readonly untilSeconds: number;
}

/** Everything that a run left behind. */
export interface RingHistory {
  readonly versions: readonly RingVersion[];
  /** Keys that signed before their lead, because an emergency asked for them. */
  readonly emergencyKids: ReadonlySet<string>;
  /** Keys whose private half does not fit. */
  readonly brokenKids: ReadonlySet<string>;
}

/** A body of the key set: what one version shows at every second of a stretch of time, both ends included. */
export interface ServedBody {
  readonly versionIndex: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly epoch: number;
  readonly kids: ReadonlySet<string>;
}

/** Every body that a reader could get: each version for its own time, and for as long as a lagging replica shows it. */
export function servedBodies(
  { versions }: RingHistory,
  lagSeconds: (versionIndex: number) => number,
): ServedBody[] {
  return versions.flatMap((version, index) =>
    bodiesWithin(version, index, version.fromSeconds, version.untilSeconds + lagSeconds(index)),
  );
}

/** What the store itself shows, in order of time. */
export function freshBodies(history: RingHistory): ServedBody[] {
  return servedBodies(history, () => 0);
}

/** Halves a stretch of time until what is served is the same at both its ends. */
function bodiesWithin(version: RingVersion, index: number, from: number, to: number): ServedBody[] {
  const first = serveAt(version, index, from);
  if (from === to || sameBody(first, serveAt(version, index, to))) return [{ ...first, toSeconds: to }];
  const middle = Math.floor((from + to) / 2);
  return [...bodiesWithin(version, index, from, middle), ...bodiesWithin(version, index, middle + 1, to)];
}

function serveAt(version: RingVersion, versionIndex: number, atSeconds: number): ServedBody {
  const { series, epoch } = settle(version.ring, atSeconds);
  const kids = new Set(series.flatMap(({ keys }) => keys.map(({ kid }) => kid)));
  return { versionIndex, fromSeconds: atSeconds, toSeconds: atSeconds, epoch, kids };
}

function sameBody(a: ServedBody, b: ServedBody): boolean {
  return a.epoch === b.epoch && a.kids.size === b.kids.size && [...a.kids].every((kid) => b.kids.has(kid));
}
