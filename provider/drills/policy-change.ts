import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, NO_SCHEDULED_ROTATION, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { drill } = profiles;
const rotateAtSeconds = drill.rotation.publishLeadSeconds + 1;
/** T of the policy that is replaced; that of the next is two seconds, and its windows are as much shorter. */
const maxTokenLifetimeSeconds = 12;
const former = { maxTokenLifetimeSeconds, retentionSeconds: 17 };
const next = { maxTokenLifetimeSeconds: 2, retentionSeconds: 6, jwksMaxAgeSeconds: 1, staleSeconds: 1 };
const deployAt = (seconds: number, replica: number) => ({
  atSeconds: rotateAtSeconds + seconds,
  do: 'deploy' as const,
  replica,
  adopt: replica === 0,
});

/**
 * D30: right after a rotation T, M, E, the retention and the algorithms change, one replica after the other; the first
 * makes the new policy the ring's. The key that was demoted leaves by what was in force while it signed (I14).
 */
export const policyChange = replicaDrill(
  {
    count: 3,
    rotation: { profile: 'drill', ...NO_SCHEDULED_ROTATION, ...former, series: replicaSeries },
    nextRotations: [
      {
        profile: 'drill',
        ...NO_SCHEDULED_ROTATION,
        ...next,
        series: [...replicaSeries, { alg: 'EdDSA' }],
      },
    ],
  },
  {
    name: 'policy-change',
    drill: 'D30',
    title: 'the policy changes under load, replica by replica: tokens of the former one live out their time',
    durationSeconds: rotateAtSeconds + former.retentionSeconds + 4,
    traffic: {
      clients: 4,
      pauseMilliseconds: 400,
      presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 1],
    },
    events: [
      { atSeconds: rotateAtSeconds, do: 'rotate', series: REPLICA_SERIES },
      deployAt(0.5, 0),
      // Replicas that go by another policy refuse until their turn comes.
      deployAt(2.5, 1),
      deployAt(4.5, 2),
    ],
    // Two keys of the series that is added, and one standby.
    bars: { ...harmlessToReplicas, keysCreated: 3 },
  },
);
