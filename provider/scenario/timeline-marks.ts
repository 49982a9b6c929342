import type { Mark } from '../timeline/timeline.js';
import type { EmergencyBounds, Scenario } from './scenario.js';
import type { ScenarioEvent } from './scenario-event.js';
import type { EventOutcome } from './world.js';

type Happened = ScenarioEvent & EventOutcome;

/** What happened and what was computed before, as marks. Pure. */
export function marksOf({ emergency }: Scenario, events: readonly Happened[]): readonly Mark[] {
  return events.flatMap((event) => [
    { atSeconds: event.atSeconds, label: describe(event), kind: 'event' as const },
    ...(event.do === 'break-origin' ? markEnd(event) : []),
    ...(emergency !== undefined && bringsEmergency(event)
      ? markBounds(event.atSeconds, emergency, event)
      : []),
  ]);
}

function bringsEmergency(event: Happened): boolean {
  const isForced = event.do === 'rotate' && event.forcedBecause !== undefined;
  return event.outcome === 'done' && (event.do === 'revoke' || isForced);
}

function markEnd({
  atSeconds,
  forSeconds,
  mustRefuseFromSeconds,
}: Extract<Happened, { do: 'break-origin' }>) {
  const blind =
    mustRefuseFromSeconds === undefined
      ? []
      : [
          {
            atSeconds: atSeconds + mustRefuseFromSeconds,
            label: 'every copy has run out',
            kind: 'bound' as const,
          },
        ];
  return [...blind, { atSeconds: atSeconds + forSeconds, label: 'origin is back', kind: 'event' as const }];
}

function markBounds(atSeconds: number, bounds: EmergencyBounds, event: Happened): readonly Mark[] {
  const gaps: Readonly<Record<string, number>> = bounds.gapSecondsByClass ?? {
    'all parties': bounds.gapSeconds,
  };
  const marks = Object.entries(gaps)
    .filter(([, seconds]) => seconds > 0)
    .map(([who, seconds]) => ({
      atSeconds: atSeconds + seconds,
      label: `gap ends, ${who} (E3)`,
      kind: 'bound' as const,
    }));
  const endsAtSeconds = atSeconds + bounds.exposureSeconds;
  const exposure = { atSeconds: endsAtSeconds, label: 'exposure ends (E1)', kind: 'bound' as const };
  return event.do === 'revoke' ? [exposure, ...marks] : marks;
}

function describe(event: Happened): string {
  const refused =
    event.outcome === 'done' ? '' : `: ${event.outcome}${event.rule === null ? '' : ` by ${event.rule}`}`;
  return `${wordsOf(event)}${refused}`;
}

function wordsOf(event: Happened): string {
  if (event.do === 'rotate') return event.forcedBecause === undefined ? 'rotate' : 'rotate, forced';
  if (event.do === 'revoke') return `revoke, replace with ${event.replaceWith}`;
  if (event.do === 'play') return event.act;
  return event.do === 'break-origin' ? `origin: ${event.how}` : event.do.replaceAll('-', ' ');
}
