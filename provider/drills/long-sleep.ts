import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { rotationIntervalSeconds, retentionSeconds, publishLeadSeconds } = profiles.drill.rotation;
/** The first rotation of the schedule was just before: the standby is seconds old. */
const sleepAtSeconds = rotationIntervalSeconds + 3;
const wakeAtSeconds = sleepAtSeconds + rotationIntervalSeconds + retentionSeconds + publishLeadSeconds;

/** D16 (Vault 13223): all processes stop for longer than the interval and every window, and are started again. */
export const longSleep = replicaDrill(
  { count: 2, rotation: { profile: 'drill', series: replicaSeries } },
  {
    name: 'wake-after-long-sleep',
    drill: 'D16',
    title:
      'everything sleeps through a rotation: what is overdue is done, and no new key signs before its lead',
    durationSeconds: wakeAtSeconds + rotationIntervalSeconds + 4,
    series: [REPLICA_SERIES],
    traffic: { clients: 4, pauseMilliseconds: 400, presentAtSeconds: [0, 1] },
    events: [
      { atSeconds: sleepAtSeconds, do: 'stop-all' },
      { atSeconds: wakeAtSeconds, do: 'start-all' },
    ],
    // Rotations: one before, one at once on waking, one an interval later.
    bars: { ...harmlessToReplicas, signingKids: 4, keysCreated: 3, refusedToSign: 20 },
  },
);
