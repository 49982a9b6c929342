import type { KeySetFault } from '../key-set-fault.js';
import type { OutageTerms } from '../outages.js';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** The documents that parties fetch come, and are not what the ring says. */
export type DocumentEvent =
  | (EventBase & OutageTerms & { readonly do: 'poison-key-set'; readonly how: KeySetFault })
  /** Discovery answers another address of the key set, and the former one answers 404. */
  | (EventBase & { readonly do: 'move-key-set' });

export const documentEvents: EventKinds<DocumentEvent> = {
  'poison-key-set': {
    async perform(event, issuer) {
      if (issuer.poisonKeySet === undefined) return notHere;
      issuer.poisonKeySet(event.how, event.forSeconds);
      return { outcome: 'done', rule: null, outage: event };
    },
  },
  'move-key-set': {
    async perform(_event, issuer) {
      if (issuer.moveKeySet === undefined) return notHere;
      issuer.moveKeySet();
      // For good: whoever asks from now on meets it.
      return { outcome: 'done', rule: null, outage: { forSeconds: Number.POSITIVE_INFINITY } };
    },
  },
};
