import { profiles } from '@keyturn/shared/profiles';
import type { Scenario } from '../scenario/scenario.js';
import { drillPatience } from './drill-patience.js';

const { publishLeadSeconds, retentionSeconds, maxTokenLifetimeSeconds } = profiles.drill.rotation;
const rotateAtSeconds = publishLeadSeconds + 1;

/** D01: publish, wait the lead, switch, retain, remove. Nothing breaks, so nobody may notice. */
export const plannedRotation: Scenario = {
  name: 'planned-rotation',
  drill: 'D01',
  title: 'planned rotation: the key turns under traffic and nobody notices',
  // Until the old key has left the set and every token it signed was presented at its oldest.
  durationSeconds: rotateAtSeconds + retentionSeconds + 3,
  traffic: {
    clients: 16,
    pauseMilliseconds: 100,
    presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 1],
  },
  events: [{ atSeconds: rotateAtSeconds, do: 'rotate', series: 'RS256' }],
  bars: {
    falseRejects: 0,
    unknownKids: 0,
    knownKidWaits: 0,
    publishedKeys: 3,
    validTokensTried: 1000,
    signingKids: 2,
  },
  patience: drillPatience,
};
