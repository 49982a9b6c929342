import type { KillEvent } from '../kill-event.js';
import type { EventKinds } from './event.js';
import { notHere } from './event.js';

/** What processes go through that are killed from outside. */
export const killEvents: EventKinds<KillEvent> = {
  kill: { perform: async (event, issuer) => issuer.kill?.(event) ?? notHere },
};
