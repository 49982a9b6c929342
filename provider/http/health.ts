import type Router from '@koa/router';
import type { ReplicaHealth } from '../certificates/replica-key.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { ScheduleHealth } from '../schedule.js';
import { exactPath } from './exact-path.js';

/** What tells how one issuer does. */
export interface IssuerState {
  readonly ring: Pick<IssuerRing, 'issuer' | 'health' | 'signing'>;
  readonly schedule: () => ScheduleHealth;
  readonly certificateHealth?: (() => ReplicaHealth) | undefined;
}

/** `/health/live`: the process answers. `/health/ready`: some issuer may sign; 503 if none may, with the reasons. */
export function mountHealth(router: Router, issuers: readonly IssuerState[]): void {
  router.get(exactPath('/health/live'), (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: 'live' };
  });
  router.get(exactPath('/health/ready'), async (ctx) => {
    const told = await Promise.all(issuers.map(tellOf));
    const signing = told.filter(({ maySign }) => maySign).length;
    ctx.set('Cache-Control', 'no-store');
    // One issuer's trouble must not take the others from their parties: it shows here, and its own requests hear 503.
    if (signing === 0) ctx.set('Retry-After', '5');
    ctx.status = signing === 0 ? 503 : 200;
    ctx.body = {
      status: signing === 0 ? 'not_ready' : signing < told.length ? 'partly_ready' : 'ready',
      issuers: told,
    };
  });
}

async function tellOf({ ring, schedule, certificateHealth }: IssuerState) {
  // A look of its own: a replica that serves nobody must not look dead, nor one whose store is gone alive.
  const refused = await ring.signing().then(
    () => false,
    () => true,
  );
  const { maySign, reasons } = ring.health();
  return {
    issuer: ring.issuer,
    maySign: maySign && !refused,
    reasons,
    schedule: schedule(),
    // Told and not judged: without a certificate the tokens of the other path are as good.
    ...(certificateHealth === undefined ? {} : { certificate: certificateHealth() }),
  };
}
