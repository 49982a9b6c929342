import type Router from '@koa/router';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import { chooseRing } from './choose-ring.js';
import { guardProblem, refuseAll } from './guard-problem.js';
import { HttpProblem } from './problem.js';
import type { VerbAnswer, VerbDoor } from './verb-door.js';
import { mountVerb } from './verb-door.js';
import { type CronRequest, cronForm } from './verb-form.js';

/** `POST /cron/tick` and `/cron/rotate`: the verbs of the schedule for a scheduler outside. */
export function mountCron(router: Router, door: VerbDoor, rings: readonly IssuerRing[]): void {
  mountVerb(router, '/cron/tick', door, cronForm, async (request) => {
    const ring = chooseRing(rings, request.issuer);
    chooseSeries(ring, request);
    return answerVerb(ring, { series: null, ...(await ring.tick('cron')) });
  });
  mountVerb(router, '/cron/rotate', door, cronForm, async (request) => {
    const ring = chooseRing(rings, request.issuer);
    const outcomes: SeriesOutcome[] = [];
    for (const series of chooseSeries(ring, request))
      outcomes.push({ series, ...(await ring.verbs.rotate(series, 'cron')) });
    return answerRotations(ring, outcomes);
  });
}

/** What a verb did to one series; `series` is null where it looked at all of them. */
type SeriesOutcome = VerbOutcome & { readonly series: string | null };

function chooseSeries(ring: IssuerRing, { series }: CronRequest): readonly string[] {
  const known = ring.policy.series.map(({ name }) => name);
  if (series === undefined) return known;
  if (!known.includes(series))
    throw new HttpProblem('series_unknown', { detail: `the series here are ${known.join(', ')}` });
  return [series];
}

function answerVerb(ring: IssuerRing, outcome: SeriesOutcome): VerbAnswer {
  const { guard, series, ...rest } = outcome;
  if (guard !== undefined) throw guardProblem(guard);
  return { issuer: ring.issuer, ...(series === null ? {} : { series }), ...rest };
}

/** Refused as a whole only if nothing was done for any series; else each series says what became of it. */
function answerRotations(ring: IssuerRing, outcomes: readonly SeriesOutcome[]): VerbAnswer {
  const [first] = outcomes;
  if (first !== undefined && outcomes.length === 1) return answerVerb(ring, first);
  const guards = outcomes.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
  refuseAll(outcomes, { guards });
  const last = outcomes.at(-1);
  return {
    issuer: ring.issuer,
    outcome: guards.length > 0 ? 'partly_done' : 'done',
    epoch: last?.epoch,
    nextChangeAtSeconds: last?.nextChangeAtSeconds,
    series: outcomes.map(({ series, outcome, steps, guard }) => ({ series, outcome, steps, guard })),
  };
}
