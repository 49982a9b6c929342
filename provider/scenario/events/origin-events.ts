import type { OutageTerms } from '../outages.js';
import type { OriginFault } from '../world.js';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** What parties ask the issuer for, its discovery document and its key set, does not come for a while. */
export type OriginEvent = EventBase &
  OutageTerms & { readonly do: 'break-origin'; readonly how: OriginFault };

export const originEvents: EventKinds<OriginEvent> = {
  'break-origin': {
    async perform(event, issuer) {
      if (issuer.breakOrigin === undefined) return notHere;
      issuer.breakOrigin(event.how, event.forSeconds);
      return { outcome: 'done', rule: null, outage: event };
    },
  },
};
