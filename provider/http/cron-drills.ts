import type Router from '@koa/router';
import { HttpProblem } from './problem.js';
import type { VerbDoor } from './verb-door.js';
import { mountVerb } from './verb-door.js';
import { type DrillRequest, drillForm } from './verb-form.js';

/** Drills by name; what each answers is its report, as JSON. */
export type Drills = Readonly<Record<string, (request: DrillRequest) => Promise<object>>>;

export interface DrillDoor {
  readonly drills: Drills;
  /** Those that may be started here. */
  readonly allowed: readonly string[];
}

/** `POST /cron/drills/{name}`: runs a drill and answers its report. One at a time; 200 whatever the verdict, which is in the body. */
export function mountCronDrills(router: Router, door: VerbDoor, { drills, allowed }: DrillDoor): void {
  let running: string | undefined;
  for (const [name, run] of Object.entries(drills)) {
    mountVerb(router, `/cron/drills/${name}`, door, drillForm, async (request) => {
      if (!allowed.includes(name)) {
        const detail = 'add it to cron.drills in the configuration';
        throw new HttpProblem('drill_not_allowed', { detail });
      }
      if (running !== undefined) {
        const detail = `the drill ${running} is running`;
        throw new HttpProblem('drill_running', { detail, headers: { 'Retry-After': '30' } });
      }
      running = name;
      try {
        return { ...(await run(request)) };
      } finally {
        running = undefined;
      }
    });
  }
}
