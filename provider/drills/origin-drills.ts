import { movedKeySet } from './moved-key-set.js';
import type { OriginDrill } from './origin-drill.js';
import { poisonedSets } from './poisoned-sets.js';

/** Drills of access tokens, each with an issuer or parties of its own making. */
export const originDrills: readonly OriginDrill[] = [poisonedSets, movedKeySet];
