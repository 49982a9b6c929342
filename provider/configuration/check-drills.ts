import { suggestName } from '@keyturn/shared/suggest-name';
import { type Drills, liveName, unknownTraits } from '../drill-desk/drill.js';
import { refuseDrill } from '../drill-desk/guard-rails.js';
import { isCronExpression } from '../schedule.js';
import type { ScheduledDrill } from './drills-schema.js';
import type { Configuration } from './schema.js';

type DrillsConfiguration = Pick<Configuration, 'cron' | 'drills' | 'environment' | 'issuers'>;

/** Drills that may be run in this environment. */
export function allowedDrillsOf({
  cron,
  environment = '',
}: Pick<Configuration, 'cron' | 'environment'>): readonly string[] {
  if (Array.isArray(cron.drills)) return cron.drills;
  return Object.hasOwn(cron.drills, environment) ? (cron.drills[environment] ?? []) : [];
}

/** What is said of drills and cannot be: found at start rather than in the night when one should run. */
export function findDrillFaults(configuration: DrillsConfiguration, drills: Drills): string[] {
  const { cron, environment, drills: scheduled } = configuration;
  const known = Object.entries(drills).flatMap(([name, { traits }]) =>
    traits?.runsLive === true ? [name, liveName(name)] : [name],
  );
  const listed = Array.isArray(cron.drills) ? cron.drills : Object.values(cron.drills).flat();
  const unnamed =
    Array.isArray(cron.drills) || environment !== undefined
      ? []
      : ['environment: cron.drills is by environment; say which this is, best by KEYTURN_ENVIRONMENT'];
  return [
    ...unnamed,
    ...listed.flatMap((name) => whyUnknown('cron.drills', name, known)),
    ...scheduled.flatMap((drill, at) => findScheduleFaults(`drills[${at}]`, drill, configuration, drills)),
  ];
}

function findScheduleFaults(
  place: string,
  scheduled: ScheduledDrill,
  configuration: DrillsConfiguration,
  drills: Drills,
): readonly string[] {
  const { name, schedule, timeZone, target, audience, port, live: url } = scheduled;
  const drill = Object.hasOwn(drills, name) ? drills[name] : undefined;
  if (drill === undefined) return whyUnknown(`${place}.name`, name, Object.keys(drills));
  const issuer = configuration.issuers.find((each) => each.issuer === url);
  const live = issuer && { url: issuer.issuer, isProduction: issuer.production };
  const asked = { name, traits: drill.traits ?? unknownTraits, terms: scheduled, live };
  const refusal = refuseDrill(asked, allowedDrillsOf(configuration));
  // Another environment may allow what this one does not: there it does not run, which is said when its time comes.
  const isElsewhere = refusal?.code === 'drill_not_allowed' && !Array.isArray(configuration.cron.drills);
  return [
    ...(isCronExpression(schedule, timeZone)
      ? []
      : [`${place}.schedule: not a cron expression, such as "0 3 * * *", in a time zone such as "UTC"`]),
    ...(url !== undefined && live === undefined ? [`${place}.live: no issuer of this configuration`] : []),
    ...(target === undefined && (audience ?? port) !== undefined
      ? [`${place}: audience and port go with a target`]
      : []),
    ...(refusal === undefined || isElsewhere ? [] : [`${place}: ${refusal.detail}`]),
  ];
}

function whyUnknown(place: string, name: string, known: readonly string[]): readonly string[] {
  if (known.includes(name)) return [];
  const near = suggestName(name, known);
  const cure = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`;
  return [`${place}: there is no such drill as ${JSON.stringify(name)}; ${cure}`];
}
