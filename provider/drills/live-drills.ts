import { exposureSeconds } from '@keyturn/shared/rotation-bounds';
import type { SeriesPolicy } from '../ring/policy.js';
import type { Bars, Scenario, Traffic } from '../scenario/scenario.js';
import { doubleRotation } from './early-rotation.js';
import { plannedRotation } from './planned-rotation.js';
import { emergencyStandby } from './stolen-token-key.js';

/** Until every party has its first copy. */
const beginAtSeconds = 3;
/** What follows a rotation that parties could notice, they notice at its first tokens. */
const watchSeconds = 30;
const traffic: Traffic = { clients: 4, pauseMilliseconds: 500, presentAtSeconds: [0, 2] };
/** How many keys are published is the business of the policy. */
const bars: Bars = {
  falseRejects: 0,
  unknownKids: 0,
  publishedKeys: Number.MAX_SAFE_INTEGER,
  validTokensTried: 200,
  signingKids: 2,
};

type LiveScenario = (policy: SeriesPolicy) => Scenario;

const planned = ({ name: series }: Pick<SeriesPolicy, 'name'>): Scenario => ({
  ...plannedRotation,
  durationSeconds: beginAtSeconds + watchSeconds,
  traffic,
  events: [{ atSeconds: beginAtSeconds, do: 'rotate', series }],
  bars,
});

const double: LiveScenario = ({ name: series, publishLeadSeconds: lead }) => {
  const toldToWait = { atLeastSeconds: lead - 5, atMostSeconds: lead };
  return {
    ...planned({ name: series }),
    ...{ name: doubleRotation.name, title: doubleRotation.title, drill: 'D18' },
    events: [
      { atSeconds: beginAtSeconds, do: 'rotate', series },
      { atSeconds: beginAtSeconds + 1, do: 'rotate', series, refusedBy: 'I8', toldToWait },
    ],
  };
};

const emergency: LiveScenario = (policy) => {
  const bound = exposureSeconds(policy).healthy;
  return {
    ...emergencyStandby,
    durationSeconds: beginAtSeconds + bound + watchSeconds,
    traffic,
    events: [{ atSeconds: beginAtSeconds, do: 'revoke', series: policy.name, replaceWith: 'standby' }],
    bars: { ...bars, unknownKids: Number.MAX_SAFE_INTEGER, falseAccepts: 0, badTokensTried: 20 },
    emergency: { exposureSeconds: bound, gapSeconds: 0 },
  };
};

/** Drills that can be run against a ring that others rely on, by the policy of its first series; a key that it turns stays turned. */
export const liveDrills: ReadonlyMap<string, LiveScenario> = new Map([
  [plannedRotation.name, planned],
  [doubleRotation.name, double],
  [emergencyStandby.name, emergency],
]);
