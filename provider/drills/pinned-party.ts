import { profiles } from '@keyturn/shared/profiles';
import { harmlessToReplicas, REPLICA_SERIES, replicaSeries } from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

const { publishLeadSeconds, rotationIntervalSeconds, retentionSeconds } = profiles.drill.rotation;
/** Of parties, the first. */
export const PINNED_PARTY = 'gateway';
const handOverAtSeconds = rotationIntervalSeconds + 3;

/** D34: one party never fetches. Neither an operator nor the schedule turns the key before it was given the next. */
export const pinnedParty = replicaDrill(
  {
    count: 2,
    rotation: { profile: 'drill', series: replicaSeries, pinnedParties: [{ name: PINNED_PARTY }] },
  },
  {
    name: 'pinned-party',
    drill: 'D34',
    title: 'a party never fetches: the key waits until it was given the next one by hand',
    durationSeconds: handOverAtSeconds + retentionSeconds + 2,
    events: [
      { atSeconds: publishLeadSeconds + 1, do: 'rotate', series: REPLICA_SERIES, refusedBy: 'pinned' },
      // The schedule has wanted to for a while by then.
      { atSeconds: handOverAtSeconds, do: 'hand-over', party: PINNED_PARTY, series: REPLICA_SERIES },
    ],
    bars: { ...harmlessToReplicas, keysCreated: 1 },
  },
);
