import { isUsable } from '@keyturn/relying-party/plan';
import { leadBound } from '../world/commit-ring.js';
import { has, refusesNow } from '../world/party.js';
import type { Setting, World } from '../world/world.js';
import type { Move } from './move.js';

/** COV: no token is refused while it is good, but for one whose signer an emergency promoted before its lead (E3). */
export function goodTokenRefused({ action, after, verdict }: Move, setting: Setting): string | null {
  if (action.do === 'present' && verdict === 'refuse' && isGood(after, action.kid))
    return `party ${action.party + 1} refuses a good token of ${action.kid}: no set that it can fetch has the key`;
  const good = Object.keys(after.validUntil).filter((kid) => isGood(after, kid));
  for (const [index, party] of after.parties.entries()) {
    const kid = good.find((each) => refusesNow(after, party, each, setting));
    if (kid !== undefined)
      return `party ${index + 1} refuses a good token of ${kid}: the copy that it uses lacks the key`;
  }
  return null;
}

function isGood({ validUntil, excusedUntil, nowSeconds }: World, kid: string): boolean {
  return (validUntil[kid] ?? 0) > nowSeconds && (excusedUntil[kid] ?? 0) <= nowSeconds;
}

/** E1, with fetches blocked: P + Z + S after a revocation nobody uses a copy with the key; D more for a clock set back. */
export function revokedTokenAccepted({ after }: Move, setting: Setting): string | null {
  for (const [kid, revokedAt] of Object.entries(after.revokedAt)) {
    if (after.nowSeconds < revokedAt + leadBound(setting)) continue;
    const index = after.parties.findIndex(
      (party) => isUsable(party.refresh, after.nowSeconds + party.offsetSeconds) && has(party, kid),
    );
    if (index >= 0)
      return `party ${index + 1} accepts a token of ${kid}, which was revoked ${after.nowSeconds - revokedAt} s ago`;
  }
  return null;
}
