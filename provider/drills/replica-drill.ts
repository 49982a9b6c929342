import type { Scenario } from '../scenario/scenario.js';
import { drillPatience } from './drill-patience.js';
import { replicaTraffic } from './replica-bars.js';
import type { ReplicaTerms } from './replica-set.js';

/** A scenario, and the replicas that it is played with. */
export interface ReplicaDrill {
  readonly scenario: Scenario;
  readonly terms: ReplicaTerms;
}

type Told = Omit<Scenario, 'patience' | 'traffic'> & Partial<Pick<Scenario, 'traffic'>>;

export function replicaDrill(terms: ReplicaTerms, scenario: Told): ReplicaDrill {
  return { terms, scenario: { traffic: replicaTraffic, ...scenario, patience: drillPatience } };
}
