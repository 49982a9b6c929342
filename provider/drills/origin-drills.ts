import { badNewKeys } from './bad-new-key.js';
import { greasedSet } from './greased-set.js';
import { kidSquatting } from './kid-squatting.js';
import { movedKeySet } from './moved-key-set.js';
import type { OriginDrill } from './origin-drill.js';
import { poisonedSets } from './poisoned-sets.js';
import { removedTooSoon } from './removed-too-soon.js';
import { reusedKid } from './reused-kid.js';
import { staleEdges } from './stale-edge.js';
import { unknownKidFlood } from './unknown-kid-flood.js';

/** Drills of access tokens, each with an issuer or parties of its own making. */
export const originDrills: readonly OriginDrill[] = [
  ...staleEdges,
  removedTooSoon,
  poisonedSets,
  unknownKidFlood,
  kidSquatting,
  reusedKid,
  ...badNewKeys,
  movedKeySet,
  greasedSet,
];
