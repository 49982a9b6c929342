import { profiles } from '@keyturn/shared/profiles';
import { type PolicyOptions, resolvePolicy, type SeriesPolicy } from '../../../provider/ring/policy.js';
import type { BehaviourFigures, FleetReport } from '../../../provider/simulator/fleet-report.js';
import type { FleetStudy } from '../../../provider/simulator/fleet-study.js';
import { readMix } from '../../../provider/simulator/mix.js';
import { defaultTimes, studyFleet } from '../../../provider/simulator/study-fleet.js';

export function policyWith(options: Omit<PolicyOptions, 'series'> = {}): SeriesPolicy {
  const [series] = resolvePolicy({ ...options, series: [{ alg: 'ES256' }] }).series;
  if (series === undefined) throw new Error('the policy has no series');
  return series;
}

export interface Studied {
  readonly report: FleetReport;
  readonly of: (name: string) => BehaviourFigures;
}

/** A study with the command's defaults. */
export function study(mix: string | undefined, parties: number, changed: Partial<FleetStudy> = {}): Studied {
  const policy = changed.policy ?? policyWith();
  const report = studyFleet({
    policy,
    verifier: profiles.default.verifier,
    mix: readMix(mix, parties),
    ...defaultTimes(policy),
    replaceWith: 'standby',
    requestsPerSecond: 1,
    seed: 1,
    ...changed,
  });
  const of = (name: string) => {
    const found = report.behaviours.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} is not in the mix`);
    return found;
  };
  return { report, of };
}
