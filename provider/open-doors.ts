import type { Clock } from '@keyturn/shared/clock';
import type { AppParts } from './app.js';
import type { Configuration } from './configuration/schema.js';
import { identifyAmong, identifyOne } from './http/bearer-credential.js';
import { type AnswerMemory, createIdempotency } from './http/idempotency.js';
import { createRateLimit } from './http/rate-limits.js';
import { createCredentialCheck } from './oauth/create-authentication.js';
import { createSecretDoor } from './oauth/secret-check.js';

interface DoorParts {
  readonly clock: Clock;
  readonly wrappingKeys: readonly Uint8Array[];
  readonly memory: AnswerMemory;
}

/** The doors of schedulers and of operators, each apart from the other: no flood at one keeps anybody out of another. */
export async function openDoors(
  { cron, admin, rateLimits }: Configuration,
  { clock, wrappingKeys, memory }: DoorParts,
): Promise<Pick<AppParts, 'cron' | 'admin'>> {
  const idempotency = createIdempotency(memory);
  const ofCron = await createCredentialCheck(cron.credentials, createSecretDoor(clock, wrappingKeys));
  const door = createSecretDoor(clock, wrappingKeys);
  const callers = await Promise.all(
    admin.callers.map(async ({ name, credentials }) =>
      identifyOne(`admin:${name}`, await createCredentialCheck(credentials, door)),
    ),
  );
  const limit = () => createRateLimit(rateLimits.cronRequestsPerMinute);
  return {
    cron: { realm: 'keyturn cron', identify: identifyOne('cron', ofCron), idempotency, limit: limit() },
    admin: { realm: 'keyturn admin', identify: identifyAmong(callers), idempotency, limit: limit() },
  };
}
