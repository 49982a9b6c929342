import type Router from '@koa/router';
import type { ReplicaHealth } from '../certificates/replica-key.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { ScheduleHealth } from '../schedule.js';
import { exactPath } from './exact-path.js';

/** `/health/live`: the process answers. `/health/ready`: it may sign; else 503 with the reasons. */
export function mountHealth(
  router: Router,
  ring: Pick<IssuerRing, 'issuer' | 'health' | 'signing'>,
  schedule: () => ScheduleHealth,
  certificate?: () => ReplicaHealth,
): void {
  router.get(exactPath('/health/live'), (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: 'live' };
  });
  router.get(exactPath('/health/ready'), async (ctx) => {
    // A look of its own: a replica that serves nobody must not look dead, nor one whose store is gone alive.
    const refused = await ring.signing().then(
      () => undefined,
      (error: unknown) => error,
    );
    const { maySign, reasons } = ring.health();
    const ready = maySign && refused === undefined;
    ctx.set('Cache-Control', 'no-store');
    if (!ready) ctx.set('Retry-After', '5');
    ctx.status = ready ? 200 : 503;
    ctx.body = {
      status: ready ? 'ready' : 'not_ready',
      issuers: [{ issuer: ring.issuer, maySign: ready, reasons }],
      schedule: schedule(),
      // Told and not judged: without a certificate the tokens of the other path are as good.
      ...(certificate === undefined ? {} : { certificate: certificate() }),
    };
  });
}
