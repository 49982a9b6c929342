import { algorithmMigration } from './algorithm-migration.js';
import { clockSkew, clockStep } from './clock-skew.js';
import { keyHoarding } from './key-hoarding.js';
import { killAtWrites } from './kill-at-writes.js';
import { laggingReplica } from './lagging-replica.js';
import { longSleep } from './long-sleep.js';
import { pinnedParty } from './pinned-party.js';
import { policyChange } from './policy-change.js';
import type { ReplicaDrill } from './replica-drill.js';
import { rotateAtOnce } from './rotate-at-once.js';
import { unreadableStores } from './unreadable-store.js';

/** The drills of several replicas over one store. */
export const replicaDrills: readonly ReplicaDrill[] = [
  rotateAtOnce,
  laggingReplica,
  ...unreadableStores,
  longSleep,
  killAtWrites,
  algorithmMigration,
  clockSkew,
  clockStep,
  keyHoarding,
  policyChange,
  pinnedParty,
];
