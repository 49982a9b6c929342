import type { Setting } from '../world/world.js';
import { goodTokenRefused, revokedTokenAccepted } from './at-the-parties.js';
import { privateMembersServed, servedTooLate, signatureUncovered, twoSigners } from './at-the-replicas.js';
import { epochFell, kidReturned, rollBackRefused, signerMissing } from './in-the-store.js';
import type { Move, MoveProperty } from './move.js';
import { tooManyRefetches } from './refetches.js';

/** The named properties of the rotation rules, each looked at after every step. */
export const moveProperties = {
  validImpliesAccepted: goodTokenRefused,
  revokedImpliesRejectedAfterTail: revokedTokenAccepted,
  atMostOneActive: twoSigners,
  noKidReuse: kidReturned,
  jwksCoversEverySignature: signatureUncovered,
  noPrivateMembers: privateMembersServed,
  removalNotLate: servedTooLate,
  epochMonotone: epochFell,
  rollbackZeroWait: rollBackRefused,
  emergencyLeavesASigner: signerMissing,
  refetchesPerParty: tooManyRefetches,
} as const satisfies Record<string, MoveProperty>;

export type MovePropertyName = keyof typeof moveProperties;

export interface Violation {
  readonly property: MovePropertyName;
  readonly message: string;
}

/** The first property that this step breaks. */
export function checkMove(move: Move, setting: Setting): Violation | null {
  for (const [property, holds] of Object.entries(moveProperties)) {
    const message = holds(move, setting);
    if (message !== null) return { property: property as MovePropertyName, message };
  }
  return null;
}
