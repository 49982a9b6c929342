import type { StoreFault } from '../scenario/replica-event.js';
import {
  alarmInTime,
  harmlessToReplicas,
  NO_SCHEDULED_ROTATION,
  REPLICA_SERIES,
  replicaSeries,
} from './replica-bars.js';
import { type ReplicaDrill, replicaDrill } from './replica-drill.js';

/** Z of these drills: how long the last set is served. It lengthens the lead by as much. */
const serveStaleJwksSeconds = 5;
const publishLeadSeconds = 12;
const breakAtSeconds = 3;
const titles: Readonly<Record<StoreFault, string>> = {
  'wrong-wrapping-key': 'replicas come back with another wrapping key',
  corrupt: 'the ring in the store is torn',
  empty: 'the store is empty',
};

/** D15 (Duende 397): what cannot be read is never made anew. Mended before Z is over, nobody noticed at the key set. */
export const unreadableStores: readonly ReplicaDrill[] = (Object.keys(titles) as StoreFault[]).map((how) =>
  replicaDrill(
    {
      count: 2,
      rotation: {
        profile: 'drill',
        ...NO_SCHEDULED_ROTATION,
        serveStaleJwksSeconds,
        publishLeadSeconds,
        series: replicaSeries,
      },
    },
    {
      name: `unreadable-store-${how}`,
      drill: 'D15',
      title: `${titles[how]}: nothing signs, nothing is created, the last set is served`,
      durationSeconds: publishLeadSeconds + 5,
      events: [
        { atSeconds: breakAtSeconds, do: 'break-store', how },
        { atSeconds: breakAtSeconds + serveStaleJwksSeconds - 0.5, do: 'mend-store' },
        // What was there is still there: the standby has its age.
        { atSeconds: publishLeadSeconds + 1, do: 'rotate', series: REPLICA_SERIES },
      ],
      // One key more: the standby that the last rotation publishes.
      bars: { ...harmlessToReplicas, ...alarmInTime, keysCreated: 1, refusedToSign: 10 },
    },
  ),
);
