import { profiles } from '@keyturn/shared/profiles';
import { maxPublishedKeys } from '@keyturn/shared/rotation-bounds';
import { harmlessToReplicas, NO_SCHEDULED_ROTATION, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { rotation } = profiles.drill;
const { publishLeadSeconds, retentionSeconds, tickSeconds } = rotation;
const times = 500;
const forSeconds = 30;
/** I8, where operators rotate as often as they are let. */
const mostKeys = maxPublishedKeys(rotation, retentionSeconds, tickSeconds, publishLeadSeconds);
/** Of one key of P-256 in the set, and of all else in it. */
const KEY_BYTES = 230;
const FRAME_BYTES = 100;

/** D29: whoever restarts and rotates all day makes no more keys than the lead lets, and no larger set (I8). */
export const keyHoarding = replicaDrill(
  { count: 3, rotation: { profile: 'drill', ...NO_SCHEDULED_ROTATION, series: replicaSeries } },
  {
    name: 'key-hoarding',
    drill: 'D29',
    title: 'five hundred restarts and rotations in half a minute: no more keys than the lead lets',
    durationSeconds: forSeconds + 3,
    events: [{ atSeconds: 1, do: 'hoard', series: REPLICA_SERIES, times, forSeconds }],
    bars: {
      ...harmlessToReplicas,
      publishedKeys: mostKeys,
      keysCreated: Math.floor((forSeconds + 1) / publishLeadSeconds),
      keySetBytesAtMost: mostKeys * KEY_BYTES + FRAME_BYTES,
      signingKids: 3,
    },
  },
);
