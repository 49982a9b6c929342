import type { Row } from './row.js';
import { badForms } from './rows/bad-forms.js';
import { drippingKeySet, endlessKeySet, hugeKeySet, keySetDown, slowRefresh } from './rows/outages.js';
import {
  firstAfterRotation,
  movedKeySet,
  newKeyAtOnce,
  newKeyUnderFlood,
  removedKey,
} from './rows/rotations.js';
import { coldHerd, duplicateKid, foreignIssuer, malformedKey, redirectedKeySet } from './rows/served-sets.js';
import { knownKidAfterFailedRefetch, unknownKidFlood, unknownKidsDown } from './rows/unknown-kids.js';

/** All cases, in the order of the table. */
export const rows: readonly Row[] = [
  unknownKidFlood,
  unknownKidsDown,
  knownKidAfterFailedRefetch,
  keySetDown,
  removedKey,
  newKeyAtOnce,
  newKeyUnderFlood,
  firstAfterRotation,
  movedKeySet,
  coldHerd,
  slowRefresh,
  drippingKeySet,
  endlessKeySet,
  hugeKeySet,
  redirectedKeySet,
  foreignIssuer,
  duplicateKid,
  malformedKey,
  ...badForms,
];
