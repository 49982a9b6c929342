import type { Scenario } from '../scenario/scenario.js';
import { doubleRotation, noPublishLead } from './early-rotation.js';
import { longOutage, shortOutage } from './key-set-outage.js';
import { emergencyCold, emergencyFresh, emergencyStandby, revokedInTheDark } from './stolen-token-key.js';

/** Drills of access tokens under an issuer of one series, parties of both classes. */
export const tokenDrills: readonly Scenario[] = [
  noPublishLead,
  emergencyStandby,
  emergencyCold,
  emergencyFresh,
  revokedInTheDark,
  shortOutage,
  longOutage,
  doubleRotation,
];
