import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { rotationIntervalSeconds, publishLeadSeconds } = profiles.drill.rotation;
const ROTATIONS = 3;

/**
 * D28: processes die before one write and after the next, while the schedule turns keys; each is started again on what it
 * left. Who was being answered then asks again.
 */
export const killAtWrites = replicaDrill(
  { count: 2, rotation: { profile: 'drill', series: replicaSeries } },
  {
    name: 'kill-at-writes',
    drill: 'D28',
    title: 'processes die at every write of three rotations: what they leave is whole',
    durationSeconds: ROTATIONS * rotationIntervalSeconds + publishLeadSeconds,
    series: [REPLICA_SERIES],
    events: [{ atSeconds: 0, do: 'kill-at-writes' }],
    bars: {
      ...harmlessToReplicas,
      signingKids: 1 + ROTATIONS,
      crashes: 2 * ROTATIONS,
      issueFailures: Number.POSITIVE_INFINITY,
    },
  },
);
