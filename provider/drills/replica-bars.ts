import { profiles } from '@keyturn/shared/profiles';
import { LOOK_EVERY_MILLISECONDS } from '../scenario/ring-watch.js';
import type { Bars, Traffic } from '../scenario/scenario.js';

const { tickSeconds, maxTokenLifetimeSeconds } = profiles.drill.rotation;

/** What all drills of replicas turn: how keys sign does not matter to them, and these are quick to make. */
export const REPLICA_SERIES = 'ES256';
export const replicaSeries = [{ alg: 'ES256' as const }];
/** Turned by the scenario alone. */
export const NO_SCHEDULED_ROTATION = { rotationIntervalSeconds: 3600 };

export const replicaTraffic: Traffic = {
  clients: 4,
  pauseMilliseconds: 400,
  presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 1],
};

export const harmlessToReplicas: Bars = {
  falseRejects: 0,
  unknownKids: 0,
  publishedKeys: 3,
  validTokensTried: 200,
  signingKids: 2,
  keysLost: 0,
  brokenRules: 0,
};

/** 2g, and the pause between two looks at health. */
export const alarmInTime = { alarmSeconds: 2 * tickSeconds + LOOK_EVERY_MILLISECONDS / 1000 };
