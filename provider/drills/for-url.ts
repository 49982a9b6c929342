import type { Bars, EmergencyBounds, Scenario } from '../scenario/scenario.js';
import type { ScenarioEvent } from '../scenario/scenario-event.js';

/**
 * Pure: a scenario as it judges a service of which nothing shows but its answers. It is of one kind, and nobody knows of
 * which, so what one kind of party may refuse it may refuse. That a fault bit shows by what was asked for meanwhile, and not
 * by tokens that were refused or by complaints: a service that bears all of it refuses nothing.
 */
export function forUrl({ partyClasses: _, listedClasses: _listed, ...scenario }: Scenario): Scenario {
  const { outageRejects: _outage, gapRejects: _gap, partyAlarms: _alarms, ...bars } = scenario.bars;
  const { emergency } = scenario;
  return {
    ...scenario,
    events: scenario.events.map(ofAnyKind),
    bars: { ...bars, ...biteOf(scenario) },
    ...(emergency && { emergency: widest(emergency) }),
  };
}

function widest({ gapSecondsByClass = {}, ...bounds }: EmergencyBounds): EmergencyBounds {
  return { ...bounds, gapSeconds: Math.max(bounds.gapSeconds, ...Object.values(gapSecondsByClass)) };
}

function ofAnyKind(event: ScenarioEvent): ScenarioEvent {
  if (event.do !== 'poison-key-set' || event.mayRefuse === undefined) return event;
  const { partyClass: _, ...mayRefuse } = event.mayRefuse;
  return { ...event, mayRefuse };
}

function biteOf({ events }: Pick<Scenario, 'events'>): Pick<Bars, 'faultsAsked'> {
  const faults = events.filter((event) => event.do === 'poison-key-set' || event.do === 'move-key-set');
  return faults.length === 0 ? {} : { faultsAsked: faults.length };
}
