import type { RingKey } from '../../provider/ring/key-ring.js';
import { policyOf, type SeriesPolicy } from '../../provider/ring/policy.js';
import { leadSeconds } from '../../provider/ring/windows.js';
import type { Observed } from './observatory.js';
import type { RingHistory, RingVersion } from './ring-history.js';

/** A standby that became the signer, as nobody's emergency. */
interface HandOver {
  readonly key: RingKey;
  readonly series: SeriesPolicy;
  readonly atSeconds: number;
  readonly observed: Observed;
}

function handOvers({ versions, emergencyKids }: RingHistory, from: readonly RingKey['state'][]): HandOver[] {
  return versions.flatMap(({ ring, policy, fromSeconds, observed }, index) =>
    ring.series.flatMap(({ name, keys }) => {
      const key = keys.find(({ state }) => state === 'active');
      const before = versions[index - 1]?.ring.series.find((each) => each.name === name)?.keys;
      const was = before?.find(({ kid }) => kid === key?.kid)?.state;
      const series = policyOf(policy, name);
      if (key === undefined || series === undefined || observed === undefined) return [];
      if (was === undefined || !from.includes(was) || emergencyKids.has(key.kid)) return [];
      return [{ key, series, atSeconds: fromSeconds, observed }];
    }),
  );
}

/** O1: where somebody looks, a standby signs a lead after the set was last seen without it, less the Z that I1 allows for. */
export function unseenKeyNeverSigns(history: RingHistory): string | null {
  for (const { key, series, atSeconds, observed } of handOvers(history, ['standby'])) {
    if (observed.looks === null) continue;
    if (!observed.looks.some(({ epoch }) => epoch >= key.bornAtEpoch))
      return `${key.kid} signs at ${atSeconds}, and was never seen at the public address`;
    const due = leadSeconds(key, series.parties) - key.inForce.serveStaleJwksSeconds;
    const without = observed.looks.findLast(({ epoch }) => epoch < key.bornAtEpoch);
    if (without !== undefined && atSeconds < without.atSeconds + due)
      return `${key.kid} signs at ${atSeconds}, and at ${without.atSeconds} the set was seen without it`;
  }
  return null;
}

const turning: ReadonlySet<RingVersion['by']> = new Set([
  ...(['tick', 'foreign-tick', 'prepare', 'rotate', 'roll-back', 'retire', 'import'] as const),
]);

/** O3: by a clock that was set and that nobody confirmed, no window is judged. */
export function steppedClockTurnsNothing({ versions }: RingHistory): string | null {
  const turned = versions.find(({ by, observed }) => observed?.steppedBySeconds != null && turning.has(by));
  return turned === undefined
    ? null
    : `${turned.by} turned the ring at ${turned.fromSeconds}, though the clock had been set by ${turned.observed?.steppedBySeconds} s`;
}

/** O5: a key whose signer fails does not become the signer. */
export function failingSignerNeverTakesOver(history: RingHistory): string | null {
  const taken = handOvers(history, ['standby', 'retiring']).find(({ key, observed }) =>
    observed.failingKids.has(key.kid),
  );
  return taken === undefined ? null : `${taken.key.kid} signs at ${taken.atSeconds}, and its signer fails`;
}
