import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, NO_SCHEDULED_ROTATION, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const {
  publishLeadSeconds,
  retentionSeconds,
  maxClockOffsetSeconds: D,
  maxTokenLifetimeSeconds,
  tickSeconds,
} = profiles.drill.rotation;
const rotateAtSeconds = publishLeadSeconds + 1;
const rotation = { profile: 'drill' as const, ...NO_SCHEDULED_ROTATION, series: replicaSeries };

/** D17, within D: the store and a replica are ahead by D/2, another by D, and parties are D/2 behind and ahead. */
export const clockSkew = replicaDrill(
  {
    count: 2,
    rotation,
    storeClockOffsetSeconds: D / 2,
    clockOffsetsSeconds: [D / 2, D],
    partyClockOffsetsSeconds: [-D / 2, D / 2],
  },
  {
    name: 'clock-skew',
    drill: 'D17',
    title: 'clocks of store, replicas and parties are D apart while the key turns: nobody notices',
    durationSeconds: rotateAtSeconds + retentionSeconds + 2,
    events: [{ atSeconds: rotateAtSeconds, do: 'rotate', series: REPLICA_SERIES }],
    bars: { ...harmlessToReplicas, keysCreated: 1 },
  },
);

const stepAtSeconds = rotateAtSeconds + 1;
const steppedForSeconds = 3;
/** A replica sees at its next tick that the clock is right again, and stamps by the wrong one until then. */
const seenRightAfterSeconds = steppedForSeconds + tickSeconds;

/**
 * D17, beyond D: right after a rotation the clock jumps by ten minutes, and is set right. No transition goes by it (O3), and
 * the key that retired stays in the set: only what was stamped meanwhile may be refused.
 */
export const clockStep = replicaDrill(
  { count: 2, rotation },
  {
    name: 'clock-step',
    drill: 'D17',
    title: 'the clock jumps by ten minutes right after a rotation: nothing turns and no key leaves by it',
    durationSeconds: stepAtSeconds + publishLeadSeconds + maxTokenLifetimeSeconds + 3,
    events: [
      { atSeconds: rotateAtSeconds, do: 'rotate', series: REPLICA_SERIES },
      {
        ...{ atSeconds: stepAtSeconds, do: 'step-clock', bySeconds: 600, forSeconds: steppedForSeconds },
        mayRefuse: {
          fromSeconds: 0,
          untilSeconds: seenRightAfterSeconds + maxTokenLifetimeSeconds,
          issuedUntilSeconds: seenRightAfterSeconds,
        },
      },
      // Its next tick has seen it by then; without O3 the standby would be older than its lead.
      { atSeconds: stepAtSeconds + 2, do: 'rotate', series: REPLICA_SERIES, refusedBy: 'O3' },
      { atSeconds: stepAtSeconds + publishLeadSeconds + 2, do: 'rotate', series: REPLICA_SERIES },
    ],
    bars: { ...harmlessToReplicas, publishedKeys: 4, signingKids: 3, keysCreated: 2 },
  },
);
