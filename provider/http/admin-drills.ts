import type Router from '@koa/router';
import type { DrillDoor } from './cron-drills.js';
import { mountVerb, mountView, type VerbDoor } from './verb-door.js';
import { emptyForm } from './verb-form.js';

/** What an operator sees of drills: their reports; and the hard stop. */
export function mountAdminDrills(router: Router, door: VerbDoor, { desk }: Pick<DrillDoor, 'desk'>): void {
  mountView(router, '/admin/drills/reports', door, [], async () => ({ reports: await desk.reports() }));
  mountView(router, '/admin/drills/report', door, ['id'], (query) => desk.report(query.get('id') ?? ''));
  mountVerb(router, '/admin/drills/stop', door, emptyForm, (_request, actor) => desk.stop(actor));
}
