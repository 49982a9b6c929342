import type { Replacement } from '../world.js';
import type { EventBase, EventKinds } from './event.js';

/** What an operator may do to a ring. */
export type RingEvent =
  | (EventBase & {
      readonly do: 'rotate';
      readonly series: string;
      /** Why its lead is overridden. Left out: it is not. */
      readonly forcedBecause?: string;
    })
  | (EventBase & {
      /** The active key of the series, in an emergency. */
      readonly do: 'revoke';
      readonly series: string;
      readonly replaceWith: Replacement;
    });

export const ringEvents: EventKinds<RingEvent> = {
  rotate: {
    async perform({ series, forcedBecause }, issuer) {
      const performed = await issuer.rotate(series, forcedBecause);
      return { ...performed, forced: forcedBecause !== undefined };
    },
  },
  revoke: { perform: ({ series, replaceWith }, issuer) => issuer.revoke(series, replaceWith) },
};
