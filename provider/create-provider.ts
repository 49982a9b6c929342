import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import { createApp } from './app.js';
import { checkConfiguration } from './configuration/check-configuration.js';
import { allowedDrillsOf, findDrillFaults } from './configuration/check-drills.js';
import { ConfigurationError } from './configuration/configuration-error.js';
import type { Configuration, ConfigurationInput } from './configuration/schema.js';
import type { KeyCustody } from './custody/key-custody.js';
import type { Drills } from './drill-desk/drill.js';
import { createRateLimit } from './http/rate-limits.js';
import type { Listening, ListenOptions } from './http/server.js';
import { listen } from './http/server.js';
import { createLog } from './log.js';
import { createSecretDoor } from './oauth/secret-check.js';
import { openCustody } from './open-custody.js';
import { openDoors } from './open-doors.js';
import { openDrillDesk } from './open-drill-desk.js';
import type { Issuer, OpenedIssuer } from './open-issuer.js';
import { openIssuers } from './open-issuers.js';
import type { PreflightDoor } from './open-preflight.js';
import type { LogEvent } from './rotator/ring-context.js';
import { scheduleDrills } from './schedule-drills.js';
import type { RingStore } from './stores/ring-store.js';

/** What a program may bring instead of what the configuration names. */
export interface ProviderParts {
  /** Default: what `store` says. A function of the issuer's URL where there are several. */
  readonly ringStore?: RingStore | ((issuer: string) => RingStore);
  /** Default: keys in this process, wrapped under `wrappingKeyFile` or `wrappingKey`. */
  readonly custody?: KeyCustody;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: JSON lines on standard error. */
  readonly log?: LogEvent;
  /** Creates a ring where the store holds none. Default false: `keyturn init` does it, and a lost volume is no new issuer. */
  readonly createRing?: boolean;
  /** Makes the configured policy the ring's if they differ. Default false. */
  readonly adoptPolicy?: boolean;
  /**
   * Looks at its own key set where relying parties fetch it, before a new key signs (O1), unless `preflight.enabled` is
   * false. Default false, since a program may not listen yet; `keyturn start` does it.
   */
  readonly preflight?: boolean | PreflightDoor;
  /** What `POST /cron/drills/{name}` can start: `createDrills()`. Default: none, so that a library brings only what it uses. */
  readonly drills?: Drills;
}

export interface Provider {
  /** In the order of the configuration. */
  readonly issuers: readonly Issuer[];
  /** One by its URL; without one, the only one. Throws ConfigurationError `issuer_unknown`. */
  issuer(url?: string): Issuer;
  /** The whole application, for those who want to add to it. */
  readonly app: Koa;
  /** For `http.createServer`. */
  callback(): ReturnType<Koa['callback']>;
  /** The same for what belongs to the process, where `management` keeps it apart. */
  managementCallback(): ReturnType<Koa['callback']>;
  /** For another Koa application, before any body parser: serves its own paths and passes every other on. */
  middleware(): Koa.Middleware;
  /** Default: `listen` of the configuration; `management` always as configured. Rejects with ListenError, TlsError. */
  listen(options?: ListenOptions): Promise<Listening & { readonly managementPort?: number }>;
  /** Ends listening, the schedules and the stores; running requests end first. */
  close(): Promise<void>;
}

/**
 * Puts a provider together from a configuration (README, "Configuration"). Rejects with ConfigurationError (what is
 * written), RingError (what the store holds) or CustodyError (the wrapping key).
 */
export function createProvider(input: ConfigurationInput, parts: ProviderParts = {}): Promise<Provider> {
  return createConfigured(checkConfiguration(input), parts);
}

/** The same from a configuration that was checked already. */
export async function createConfigured(
  configuration: Configuration,
  parts: ProviderParts = {},
): Promise<Provider> {
  const { proxy, rateLimits, management } = configuration;
  const { drills = {} } = parts;
  const drillFaults = parts.drills && findDrillFaults(configuration, drills);
  if (drillFaults?.length) throw new ConfigurationError('config_invalid', drillFaults);
  const clock = parts.clock ?? systemClock;
  const log = parts.log ?? createLog(configuration.log);
  const { custody, wrappingKeys } = await openCustody(configuration, parts.custody);
  const opened = await openIssuers(configuration, {
    ...parts,
    ...{ clock, log, custody, wrappingKeys },
    door: createSecretDoor(clock, wrappingKeys),
  });
  const memory = memoryOfProcess(opened);
  const allowed = allowedDrillsOf(configuration);
  const desk = openDrillDesk(configuration, opened, { drills, allowed, clock, log });
  const timetables = parts.drills ? scheduleDrills(configuration.drills, { desk, memory, clock, log }) : [];
  const app = createApp({
    issuers: opened.map(({ endpoints }) => endpoints),
    ...(await openDoors(configuration, { clock, wrappingKeys, memory })),
    limit: createRateLimit(rateLimits.tokenRequestsPerMinute),
    proxy,
    separateManagement: management !== undefined,
    drills: { desk, names: Object.keys(drills) },
    clock,
    log,
  });
  const issuers = opened.map(({ issuer }) => issuer);
  const listening: Listening[] = [];
  return {
    issuers,
    issuer: (url) => findIssuer(issuers, url),
    app: app.koa,
    callback: () => app.koa.callback(),
    managementCallback: () => app.management.callback(),
    middleware: () => app.middleware,
    async listen(at = configuration.listen) {
      const begun = await listen(app.koa.callback(), at, { clock, log });
      listening.push(begun);
      if (management === undefined) return begun;
      const managing = await listen(app.management.callback(), management, { clock, log });
      listening.push(managing);
      return { ...begun, managementPort: managing.port };
    },
    async close() {
      for (const each of timetables) await each.stop();
      await desk.close();
      for (const each of opened) each.hangUp();
      await Promise.all(listening.splice(0).map((each) => each.close()));
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}

/** What belongs to no issuer is kept by the first. */
function memoryOfProcess([first]: readonly OpenedIssuer[]): OpenedIssuer['memory'] {
  if (first === undefined) throw new ConfigurationError('config_invalid', ['issuers: there is none']);
  return first.memory;
}

function findIssuer(issuers: readonly Issuer[], url: string | undefined): Issuer {
  const [first] = issuers;
  const found =
    url === undefined ? (issuers.length === 1 ? first : undefined) : issuers.find((each) => each.url === url);
  if (found !== undefined) return found;
  const known = issuers.map((each) => each.url).join(', ');
  throw new ConfigurationError('issuer_unknown', [
    url === undefined ? `say which issuer: ${known}` : `there is no issuer ${url}; there are ${known}`,
  ]);
}
