import type { ReplicaEvent } from '../replica-event.js';
import type { ScenarioIssuer } from '../world.js';
import type { EventKinds, Performed } from './event.js';
import { notHere } from './event.js';

async function perform(event: ReplicaEvent, issuer: ScenarioIssuer): Promise<Performed> {
  return issuer.changeReplicas?.(event) ?? notHere;
}

/** What several replicas over one store go through. */
export const replicaEvents: EventKinds<ReplicaEvent> = {
  'rotate-everywhere': { perform },
  'freeze-reads': { perform, endsSigning: true, raisesAlarm: true },
  'break-store': { perform, endsSigning: true, raisesAlarm: true },
  'mend-store': { perform },
  'kill-at-writes': { perform, endsSigning: true },
  'hand-over': { perform },
  'stop-all': { perform, endsSigning: true },
  'start-all': { perform },
  deploy: { perform, endsSigning: true },
};
