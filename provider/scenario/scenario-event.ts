import { type CertificateEvent, certificateEvents } from './events/certificate-events.js';
import { type ClockEvent, clockEvents } from './events/clock-events.js';
import { type DocumentEvent, documentEvents } from './events/document-events.js';
import { type EdgeEvent, edgeEvents } from './events/edge-events.js';
import type { EventBase, EventKind, EventKinds } from './events/event.js';
import { type FaultEvent, faultEvents } from './events/fault-events.js';
import { type FloodEvent, floodEvents } from './events/flood-events.js';
import { type HoardEvent, hoardEvents } from './events/hoard-events.js';
import { type KeyEvent, keyEvents } from './events/key-events.js';
import { killEvents } from './events/kill-events.js';
import { type OriginEvent, originEvents } from './events/origin-events.js';
import { replicaEvents } from './events/replica-events.js';
import { type RingEvent, ringEvents } from './events/ring-events.js';
import { type ScriptEvent, scriptEvents } from './events/script-events.js';
import { type SignerEvent, signerEvents } from './events/signer-events.js';
import type { KillEvent } from './kill-event.js';
import type { ReplicaEvent } from './replica-event.js';

/** What happens at an instant of a scenario. Each kind has a file: what it is, and how it is performed. */
export type ScenarioEvent =
  | RingEvent
  | CertificateEvent
  | OriginEvent
  | DocumentEvent
  | KeyEvent
  | ScriptEvent
  | FloodEvent
  | EdgeEvent
  | ClockEvent
  | HoardEvent
  | SignerEvent
  | FaultEvent
  | (EventBase & (ReplicaEvent | KillEvent));

const kinds: EventKinds<ScenarioEvent> = {
  ...ringEvents,
  ...certificateEvents,
  ...originEvents,
  ...documentEvents,
  ...keyEvents,
  ...floodEvents,
  ...edgeEvents,
  ...clockEvents,
  ...hoardEvents,
  ...signerEvents,
  ...faultEvents,
  ...replicaEvents,
  ...killEvents,
  ...scriptEvents,
};

export function eventKind(event: ScenarioEvent): EventKind<ScenarioEvent> {
  return kinds[event.do] as EventKind<ScenarioEvent>;
}
