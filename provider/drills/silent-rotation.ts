import { profiles } from '@keyturn/shared/profiles';
import type { ScenarioIssuer, SilentFault } from '../scenario/world.js';
import { createMemoryRingStore } from '../stores/memory-ring-store.js';
import type { RingStore } from '../stores/ring-store.js';
import type { CastDrill, CastParts } from './cast.js';
import { openDrillIssuer, requestToken } from './drill-issuer.js';
import { drillPatience } from './drill-patience.js';
import { alarmInTime } from './replica-bars.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';
import { createVerifierTarget } from './verifier-target.js';

const { tickSeconds, publishLeadSeconds } = profiles.drill.rotation;
/** The least that the policy allows. */
const rotationIntervalSeconds = publishLeadSeconds + 3;
/** The ring is older than the traffic: the next step is due within so many seconds. */
const dueInSeconds = 2;
const beginsAtSeconds = rotationIntervalSeconds - dueInSeconds;
const forSeconds = 9;

/** Its ticks come from a scheduler outside, which can fall silent; and its store can refuse every write. */
async function startTickedIssuer({ stage, log, sabotage }: CastParts): Promise<ScenarioIssuer> {
  const { clock } = stage;
  const store = createMemoryRingStore(clock);
  let fault: SilentFault | undefined;
  let cancel = () => {};
  const ringStore: RingStore = {
    ...store,
    update: (...change) =>
      fault === 'step-throws' ? Promise.reject(new Error('the disk is full')) : store.update(...change),
  };
  const { common, provider, http, tokenOrigin, authorization } = await openDrillIssuer({
    ...{ stage, log, sabotage, ringStore, ticksItself: false },
    configuration: { series: [{ alg: TOKEN_SERIES }], rotationIntervalSeconds },
  });
  const { ring } = provider.issuer();
  async function beat(): Promise<void> {
    if (fault !== 'nobody-asks') await ring.tick('cron').catch(() => {});
    cancel = clock.after(tickSeconds * 1000, () => void beat());
  }
  await beat();
  return {
    ...common,
    issueToken: () => requestToken(http, tokenOrigin, authorization, clock),
    isAlarmed: () => ring.health().status !== 'ok',
    silenceRotation(how, seconds) {
      fault = how;
      clock.after(seconds * 1000, () => {
        fault = undefined;
      });
    },
    async close() {
      cancel();
      await common.close();
    },
  };
}

const titles: Readonly<Record<SilentFault, string>> = {
  'nobody-asks': 'the scheduler falls silent',
  'step-throws': 'each step of a rotation throws',
};

/** D26: keys stop turning and nobody says so. Health does, the old key goes on, and what was missed is made up for. */
export const silentRotations: readonly CastDrill[] = (Object.keys(titles) as SilentFault[]).map((how) => ({
  scenario: {
    name: `silent-rotation-${how}`,
    drill: 'D26',
    title: `${titles[how]}: health is red in time, and the rotation is made up for`,
    durationSeconds: beginsAtSeconds + forSeconds + 6,
    traffic: tokenTraffic,
    events: [{ atSeconds: beginsAtSeconds, do: 'silence-rotation', how, forSeconds }],
    bars: {
      ...harmlessToTokens,
      // A step that is not due yet cannot throw.
      alarmSeconds: alarmInTime.alarmSeconds + (how === 'step-throws' ? dueInSeconds : 0),
      knownKidWaits: 0,
      validTokensTried: 200,
    },
    patience: drillPatience,
  },
  cast: {
    startIssuer: startTickedIssuer,
    startTarget: (issuer, _party, stage) => createVerifierTarget(stage, issuer),
  },
}));
