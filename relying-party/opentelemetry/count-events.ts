import type { Attributes, Meter } from '@opentelemetry/api';
import type { Verifier } from '../create-verifier.js';
import type { VerifierEventName } from '../events.js';
import { counterName, eventCounters } from './event-counters.js';
import { attributeNames } from './metric-names.js';

/** Counts each event. The answer ends it. */
export function countEvents(verifier: Pick<Verifier, 'on'>, meter: Meter): () => void {
  const names = Object.keys(eventCounters) as VerifierEventName[];
  const stops = names.map((name) => {
    const { description, attributes } = eventCounters[name];
    const counter = meter.createCounter(counterName(name), { description });
    return verifier.on(name, (detail) => counter.add(1, pick(detail, attributes)));
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function pick(detail: object, members: readonly ('issuer' | 'reason' | 'code')[]): Attributes {
  const values = detail as Readonly<Record<string, string>>;
  return Object.fromEntries(members.map((member) => [attributeNames[member], values[member]]));
}
