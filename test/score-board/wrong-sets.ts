import { poisonedSetsFor, poisonKinds } from '../../provider/drills/poisoned-sets.js';
import { removedTooSoonFor } from '../../provider/drills/removed-too-soon.js';
import type { Scenario } from '../../provider/scenario/scenario.js';
import { lighten } from './light-traffic.js';
import type { Paced } from './two-rotations.js';

/** Whoever looks this often, as ours does by default where a set promises less, looks once while the set is wrong. */
const LOOKS_EVERY_SECONDS = 30;
const wrongForSeconds = LOOKS_EVERY_SECONDS + 1;

/**
 * D04 for parties at their defaults. At the pace of the drill they look before the rotation and next while the key is
 * omitted, and whether the higher epoch is believed with the key or without it is chance.
 */
export const omittedForLong: Paced = forOneKind(
  removedTooSoonFor({ jwksMaxAgeSeconds: LOOKS_EVERY_SECONDS, omittedForSeconds: wrongForSeconds }),
);

/** D09 likewise: one poison after the other, so that each copy that looks meets one and has that one to complain of. */
export const poisonedForLong: Paced = forOneKind(
  poisonedSetsFor({ forSeconds: wrongForSeconds / poisonKinds.length, pauseSeconds: 0, complaints: 1 }),
);

/** Parties of the drill are of classes; everybody here is of one kind. */
function forOneKind({ scenario, issuer }: Paced): Paced {
  return { scenario: lighten(ofOneKind(scenario)), issuer };
}

export function ofOneKind({ partyClasses: _, listedClasses: __, ...scenario }: Scenario): Scenario {
  return scenario;
}
