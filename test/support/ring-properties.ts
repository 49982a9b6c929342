import { decideRollBack } from '../../provider/ring/decide-roll-back.js';
import { policyOf } from '../../provider/ring/policy.js';
import { publishedKeySet, signingKey } from '../../provider/ring/published-keys.js';
import { findUncovered } from './find-uncovered.js';
import {
  failingSignerNeverTakesOver,
  steppedClockTurnsNothing,
  unseenKeyNeverSigns,
} from './observed-properties.js';
import type { RingHistory } from './ring-history.js';
import {
  epochMonotone,
  noKidReuse,
  noPrivateMembers,
  removalNotLate,
  revokedImpliesRejectedAfterTail,
} from './served-properties.js';
import { widestLagSeconds } from './terms-over-time.js';

/** A property of every run: null, or what breaks it in words. */
export type RingProperty = (history: RingHistory) => string | null;

/** The named properties of the rotation rules. */
export const ringProperties = {
  validImpliesAccepted: findUncovered,
  revokedImpliesRejectedAfterTail,
  atMostOneActive,
  noKidReuse,
  jwksCoversEverySignature,
  noPrivateMembers,
  removalNotLate,
  epochMonotone,
  rollbackZeroWait,
  brokenKeyNeverSigns,
  pinnedPartiesHaveSigner,
  unseenKeyNeverSigns,
  steppedClockTurnsNothing,
  failingSignerNeverTakesOver,
} as const satisfies Record<string, RingProperty>;

export type RingPropertyName = keyof typeof ringProperties;

function atMostOneActive({ versions }: RingHistory): string | null {
  for (const { ring, fromSeconds } of versions) {
    const crowded = ring.series.find(({ keys }) => keys.filter(({ state }) => state === 'active').length > 1);
    if (crowded !== undefined) return `at ${fromSeconds} series ${crowded.name} has two signers`;
  }
  return null;
}

/** I5: what a replica signs with is in the set that it serves itself, as long as its lease allows. */
function jwksCoversEverySignature({ versions }: RingHistory): string | null {
  for (const version of versions)
    for (const { name, signerLeaseSeconds } of version.policy.series)
      for (const at of [
        version.fromSeconds,
        version.untilSeconds,
        version.untilSeconds + signerLeaseSeconds,
      ]) {
        const kid = signingKey(version.ring, name, at)?.kid;
        const served = publishedKeySet(version.ring, at).keys.some((key) => key.kid === kid);
        if (kid !== undefined && !served) return `${kid} signs at ${at} and is not served`;
      }
  return null;
}

/** I9: back to a key that every replica still publishes, and that can sign, is granted at once. */
function rollbackZeroWait({ versions }: RingHistory): string | null {
  for (const [index, { ring, policy, fromSeconds }] of versions.entries())
    for (const series of policy.series) {
      const lag = widestLagSeconds(versions.slice(0, index + 1));
      const served = new Set(publishedKeySet(ring, fromSeconds + lag).keys.map(({ kid }) => kid));
      const keys = ring.series.find(({ name }) => name === series.name)?.keys ?? [];
      const target = keys.find(({ kid, state }) => state === 'retiring' && served.has(kid));
      if (target === undefined) continue;
      const context = {
        nowSeconds: fromSeconds,
        policy,
        observations: { selfChecked: new Set([target.kid]) },
      };
      const decision = decideRollBack(ring, series, context, target.kid);
      if (!decision.granted)
        return `rollback to ${target.kid} at ${fromSeconds} is refused by ${decision.guard.rule}`;
    }
  return null;
}

/** A standby that becomes the signer is known to each party that never fetches, but for an emergency. */
function pinnedPartiesHaveSigner({ versions, emergencyKids }: RingHistory): string | null {
  for (const [index, { ring, policy, fromSeconds }] of versions.entries())
    for (const { name, keys } of ring.series) {
      const active = keys.find(({ state }) => state === 'active');
      const before = versions[index - 1]?.ring.series.find((series) => series.name === name)?.keys;
      const was = before?.find(({ kid }) => kid === active?.kid)?.state;
      if (active === undefined || was !== 'standby' || emergencyKids.has(active.kid)) continue;
      const missing = policyOf(policy, name)?.pinnedParties?.find(
        (party) => !active.acknowledgedBy?.includes(party),
      );
      if (missing !== undefined) return `${active.kid} signs at ${fromSeconds}, and ${missing} has it not`;
    }
  return null;
}

/** O2: a key whose private half does not fit is never made the signer. */
function brokenKeyNeverSigns({ versions, brokenKids }: RingHistory): string | null {
  for (const { ring, policy, fromSeconds } of versions)
    for (const { name } of ring.series) {
      const key = policyOf(policy, name) === undefined ? undefined : signingKey(ring, name, fromSeconds);
      if (key !== undefined && brokenKids.has(key.kid)) return `${key.kid} signs garbage at ${fromSeconds}`;
    }
  return null;
}
