import type { Scenario, Traffic } from '../../provider/scenario/scenario.js';

/** All parties are drilled beside each other on one machine, so each gets little. */
export const lightTraffic = { clients: 2, pauseMilliseconds: 1000 } as const satisfies Partial<Traffic>;

/** Fewer prove nothing. */
export const LEAST_TOKENS = 60;

/** The drill as it is, with less traffic, and with what its bars ask of traffic in proportion. */
export function lighten(scenario: Scenario): Scenario {
  const { traffic, bars } = scenario;
  const alarms = bars.partyAlarms;
  return {
    ...scenario,
    traffic: { ...traffic, ...lightTraffic },
    bars: {
      ...bars,
      validTokensTried: LEAST_TOKENS,
      ...(alarms === undefined ? {} : { partyAlarms: (alarms / traffic.clients) * lightTraffic.clients }),
    },
  };
}
