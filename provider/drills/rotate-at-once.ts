import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, NO_SCHEDULED_ROTATION, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { publishLeadSeconds, retentionSeconds, maxClockOffsetSeconds } = profiles.drill.rotation;
const rotateAtSeconds = publishLeadSeconds + 1;
const half = maxClockOffsetSeconds / 2;

/** D13 (Dex 976): every replica is asked to rotate in the same tick; one wins, the others see that it is done. */
export const rotateAtOnce = replicaDrill(
  {
    count: 4,
    clockOffsetsSeconds: [0, half, -half, 0],
    rotation: { profile: 'drill', ...NO_SCHEDULED_ROTATION, series: replicaSeries },
  },
  {
    name: 'replicas-rotate-at-once',
    drill: 'D13',
    title: 'four replicas rotate in the same tick: one new key, and none is lost',
    durationSeconds: rotateAtSeconds + retentionSeconds + 2,
    events: [{ atSeconds: rotateAtSeconds, do: 'rotate-everywhere', series: REPLICA_SERIES }],
    bars: { ...harmlessToReplicas, keysCreated: 1 },
  },
);
