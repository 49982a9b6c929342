import type { ScenarioIssuer } from '../world.js';
import type { EventBase, EventKinds, Performed } from './event.js';
import { notHere } from './event.js';

/** What an operator asks of single keys. */
export type KeyEvent = EventBase & {
  readonly do: 'retire' | 'roll-back' | 'reuse-kid';
  readonly series: string;
};

async function perform({ do: verb, series }: KeyEvent, issuer: ScenarioIssuer): Promise<Performed> {
  const asked = { retire: issuer.retire, 'roll-back': issuer.rollBack, 'reuse-kid': issuer.reuseKid }[verb];
  return asked?.(series) ?? notHere;
}

export const keyEvents: EventKinds<KeyEvent> = {
  retire: { perform },
  'roll-back': { perform },
  'reuse-kid': { perform },
};
