import type Router from '@koa/router';
import type { ReplicaHealth } from '../certificates/replica-key.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { HealthStatus } from '../rotator/watchdog.js';
import type { ScheduleHealth } from '../schedule.js';
import { exactPath } from './exact-path.js';

/** What tells how one issuer does. */
export interface IssuerState {
  readonly ring: Pick<IssuerRing, 'issuer' | 'health' | 'signing'>;
  readonly schedule: () => ScheduleHealth;
  readonly certificateHealth?: (() => ReplicaHealth) | undefined;
}

/**
 * Three questions, and who should ask each. `/health/live`: the process answers; for who restarts it. `/health/ready`:
 * some issuer may sign; for who sends requests, since a rotation that is late is no reason to take replicas away.
 * `/health`: all is as it should be; for who wakes people (O4).
 */
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
  router.get(exactPath('/health'), async (ctx) => {
    const told = await Promise.all(issuers.map(tellOf));
    const status = worst.find((each) => told.some((issuer) => issuer.status === each)) ?? 'ok';
    ctx.set('Cache-Control', 'no-store');
    ctx.status = status === 'ok' ? 200 : 503;
    ctx.body = { status, issuers: told };
  });
}

const worst: readonly HealthStatus[] = ['failing', 'overdue'];

async function tellOf({ ring, schedule, certificateHealth }: IssuerState) {
  // A look of its own: a replica that serves nobody must not look dead, nor one whose store is gone alive.
  const refused = await ring.signing().then(
    () => false,
    () => true,
  );
  const { status, maySign, reasons, watchdog } = ring.health();
  return {
    issuer: ring.issuer,
    status: refused ? 'failing' : status,
    maySign: maySign && !refused,
    reasons,
    watchdog,
    schedule: schedule(),
    // Told and not judged: without a certificate the tokens of the other path are as good.
    ...(certificateHealth === undefined ? {} : { certificate: certificateHealth() }),
  };
}
