import type { OutageTerms } from '../outages.js';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** The wall clock of the store jumps, as by NTP, and is set right after a while. */
export type ClockEvent = EventBase & OutageTerms & { readonly do: 'step-clock'; readonly bySeconds: number };

export const clockEvents: EventKinds<ClockEvent> = {
  'step-clock': {
    endsSigning: true,
    async perform(event, issuer) {
      if (issuer.stepClock === undefined) return notHere;
      issuer.stepClock(event.bySeconds, event.forSeconds);
      return { outcome: 'done', rule: null, outage: event };
    },
  },
};
