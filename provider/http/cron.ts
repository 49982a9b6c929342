import type Router from '@koa/router';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import type { CronAnswer, CronDoor } from './cron-door.js';
import { mountCronVerb } from './cron-door.js';
import { type CronRequest, verbForm } from './cron-request.js';
import { guardProblem } from './guard-problem.js';
import { HttpProblem } from './problem.js';

/** `POST /cron/tick` and `/cron/rotate`: the verbs of the schedule for a scheduler outside. */
export function mountCron(router: Router, door: CronDoor, rings: readonly IssuerRing[]): void {
  mountCronVerb(router, '/cron/tick', door, verbForm, async (request) => {
    const ring = chooseRing(rings, request);
    chooseSeries(ring, request);
    return answerVerb(ring, { series: null, ...(await ring.tick('cron')) });
  });
  mountCronVerb(router, '/cron/rotate', door, verbForm, async (request) => {
    const ring = chooseRing(rings, request);
    const outcomes: SeriesOutcome[] = [];
    for (const series of chooseSeries(ring, request))
      outcomes.push({ series, ...(await ring.verbs.rotate(series, 'cron')) });
    return answerRotations(ring, outcomes);
  });
}

/** What a verb did to one series; `series` is null where it looked at all of them. */
type SeriesOutcome = VerbOutcome & { readonly series: string | null };

/** The issuer may be left out where there is one. */
function chooseRing(rings: readonly IssuerRing[], { issuer }: CronRequest): IssuerRing {
  const ring = issuer === undefined ? rings[0] : rings.find((each) => each.issuer === issuer);
  if (ring === undefined) throw new HttpProblem('issuer_unknown');
  if (issuer === undefined && rings.length > 1)
    throw new HttpProblem('issuer_missing', {
      detail: `say which: ${rings.map((each) => each.issuer).join(', ')}`,
    });
  return ring;
}

function chooseSeries(ring: IssuerRing, { series }: CronRequest): readonly string[] {
  const known = ring.policy.series.map(({ name }) => name);
  if (series === undefined) return known;
  if (!known.includes(series))
    throw new HttpProblem('series_unknown', { detail: `the series here are ${known.join(', ')}` });
  return [series];
}

function answerVerb(ring: IssuerRing, outcome: SeriesOutcome): CronAnswer {
  const { guard, series, ...rest } = outcome;
  if (guard !== undefined) throw guardProblem(guard);
  return { issuer: ring.issuer, ...(series === null ? {} : { series }), ...rest };
}

/** Refused as a whole only if nothing was done for any series; else each series says what became of it. */
function answerRotations(ring: IssuerRing, outcomes: readonly SeriesOutcome[]): CronAnswer {
  const [first] = outcomes;
  if (first !== undefined && outcomes.length === 1) return answerVerb(ring, first);
  const guards = outcomes.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
  const [longest] = [...guards].sort((a, b) => (b.waitSeconds ?? Infinity) - (a.waitSeconds ?? Infinity));
  if (longest !== undefined && guards.length === outcomes.length) throw guardProblem(longest, { guards });
  const last = outcomes.at(-1);
  return {
    issuer: ring.issuer,
    outcome: guards.length > 0 ? 'partly_done' : 'done',
    epoch: last?.epoch,
    nextChangeAtSeconds: last?.nextChangeAtSeconds,
    series: outcomes.map(({ series, outcome, steps, guard }) => ({ series, outcome, steps, guard })),
  };
}
