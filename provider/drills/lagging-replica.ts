import { profiles } from '@keyturn/shared/profiles';
import { exposureSeconds } from '@keyturn/shared/rotation-bounds';
import {
  alarmInTime,
  harmlessToReplicas,
  NO_SCHEDULED_ROTATION,
  REPLICA_SERIES,
  replicaSeries,
  replicaTraffic,
} from './replica-bars.js';
import { replicaDrill } from './replica-drill.js';

/**
 * Z is 0: a replica that reads nothing is silent after P, and says so within as much, so that a party asks another well
 * before its copy ends; it goes red within L, and the front passes it by.
 */
const { drill } = profiles;
const { publishLeadSeconds, signerLeaseSeconds } = drill.rotation;
const freezeAtSeconds = publishLeadSeconds + 1;

/**
 * D14 (Vault 8284): nothing that one replica reads comes back, and then the key that it signs with is revoked, since
 * somebody else has it. Its lease ends and its health goes red.
 */
export const laggingReplica = replicaDrill(
  {
    count: 3,
    rotation: {
      profile: 'drill',
      ...NO_SCHEDULED_ROTATION,
      series: replicaSeries,
    },
  },
  {
    name: 'lagging-replica',
    drill: 'D14',
    title: 'one replica reads nothing any more while its key is revoked: it stops signing by itself',
    durationSeconds: freezeAtSeconds + 10,
    // The front passes the replica by as soon as it is red: some token must be asked for in the moment before.
    traffic: { ...replicaTraffic, pauseMilliseconds: replicaTraffic.pauseMilliseconds / 4 },
    events: [
      { atSeconds: freezeAtSeconds, do: 'freeze-reads', replica: 0 },
      // While it still serves and signs from what it read last.
      { atSeconds: freezeAtSeconds + 0.25, do: 'revoke', series: REPLICA_SERIES, replaceWith: 'standby' },
    ],
    bars: {
      ...harmlessToReplicas,
      ...alarmInTime,
      // A token of the revoked key makes a party look again.
      unknownKids: Number.POSITIVE_INFINITY,
      falseAccepts: 0,
      badTokensTried: 20,
      refusedToSign: 1,
    },
    emergency: {
      exposureSeconds: exposureSeconds(drill.rotation).replicaCutOff,
      gapSeconds: 0,
      signsAtMostSeconds: signerLeaseSeconds,
    },
  },
);
