import type { CertificateChange, ScenarioIssuer } from '../world.js';
import type { EventBase, EventKinds, Performed } from './event.js';
import { notHere } from './event.js';

/** What a CA goes through. */
export type CertificateEvent = EventBase & { readonly do: CertificateChange };

async function perform(event: CertificateEvent, issuer: ScenarioIssuer): Promise<Performed> {
  return issuer.changeCertificates?.(event.do) ?? notHere;
}

export const certificateEvents: EventKinds<CertificateEvent> = {
  'add-intermediate': { perform },
  'add-root': { perform },
  'rob-signer': { perform },
  'stop-certifying': { perform, endsSigning: true },
};
