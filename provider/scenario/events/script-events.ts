import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** Something that the world of the scenario has a script for, by its name there. */
export type ScriptEvent = EventBase & { readonly do: 'play'; readonly act: string };

export const scriptEvents: EventKinds<ScriptEvent> = {
  play: { perform: async ({ act }, issuer) => issuer.play?.(act) ?? notHere },
};
