import type Router from '@koa/router';
import type { DrillDesk } from '../drill-desk/drill-desk.js';
import type { VerbDoor } from './verb-door.js';
import { mountVerb } from './verb-door.js';
import { drillForm, emptyForm } from './verb-form.js';

/** Where drills are run, and which there are. */
export interface DrillDoor {
  readonly desk: DrillDesk;
  readonly names: readonly string[];
}

/**
 * `POST /cron/drills/{name}`: runs a drill and answers its report, 200 whatever the verdict, which is in the body.
 * `POST /cron/drills/stop`: ends the one that runs.
 */
export function mountCronDrills(router: Router, door: VerbDoor, { desk, names }: DrillDoor): void {
  mountVerb(router, '/cron/drills/stop', door, emptyForm, (_request, actor) => desk.stop(actor));
  for (const name of names)
    mountVerb(router, `/cron/drills/${name}`, door, drillForm, async (request, actor) => {
      const { entry, report } = await desk.run(name, request, actor);
      return { id: entry.id, ...report };
    });
}
