import Router from '@koa/router';
import { mountAcmeChallenge } from './acme-challenge.js';
import { mountAdmin } from './admin.js';
import { mountAdminDrills } from './admin-drills.js';
import { mountCron } from './cron.js';
import type { DrillDoor } from './cron-drills.js';
import { mountCronDrills } from './cron-drills.js';
import { mountHealth } from './health.js';
import type { IssuerEndpoints } from './issuer-routes.js';
import type { VerbDoor } from './verb-door.js';

/** What the endpoints of the process work with, made elsewhere. */
export interface ProcessEndpoints {
  readonly issuers: readonly IssuerEndpoints[];
  readonly cron: VerbDoor;
  readonly admin: VerbDoor;
  readonly drills: DrillDoor;
}

/** What belongs to the process and to no issuer: at the root, whatever the issuers' paths. */
export function createProcessRoutes({ issuers, cron, admin, drills }: ProcessEndpoints): Router {
  const router = new Router();
  const rings = issuers.map(({ ring }) => ring);
  mountCron(router, cron, rings);
  mountAdmin(router, admin, rings);
  mountCronDrills(router, cron, drills);
  mountAdminDrills(router, admin, drills);
  mountHealth(router, issuers);
  return router;
}

/** What an ACME server asks for stays where the world can reach it. */
export function mountPublicProcess(router: Router, issuers: readonly IssuerEndpoints[]): void {
  const answers = issuers.flatMap(({ challengeAnswers }) => challengeAnswers ?? []);
  if (answers.length > 0) mountAcmeChallenge(router, answers);
}
