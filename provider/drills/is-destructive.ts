import type { Scenario } from '../scenario/scenario.js';

/** D04 to D06 by the catalogue of drills, whatever they do. */
const byName = new Set(['D04', 'D05', 'D05c', 'D06']);

/** Takes a key away from those who rely on it, or sets a rule aside. */
export function isDestructive({ drill = '', events }: Pick<Scenario, 'drill' | 'events'>): boolean {
  return (
    byName.has(drill) ||
    events.some(
      (event) => event.do === 'revoke' || (event.do === 'rotate' && event.forcedBecause !== undefined),
    )
  );
}
