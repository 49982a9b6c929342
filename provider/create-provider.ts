import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import { createApp } from './app.js';
import { checkConfiguration } from './configuration/check-configuration.js';
import type { Configuration, ConfigurationInput } from './configuration/schema.js';
import { createSignTokens } from './create-sign-tokens.js';
import type { KeyCustody } from './custody/key-custody.js';
import type { DrillDoor } from './http/cron-drills.js';
import { createIdempotency } from './http/idempotency.js';
import { issuerPaths } from './http/issuer-paths.js';
import type { Listening, ListenOptions } from './http/server.js';
import { listen } from './http/server.js';
import { createLog } from './log.js';
import { createAuthentication } from './oauth/create-authentication.js';
import { createProofCheck } from './oauth/proof-check.js';
import { openCertificates } from './open-certificates.js';
import { openCustody } from './open-custody.js';
import { openRing } from './open-ring.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import type { LogEvent } from './rotator/ring-context.js';
import { startSchedule } from './schedule.js';
import type { RingStore } from './stores/ring-store.js';
import { createShortLivedState } from './stores/short-lived-state.js';
import type { SignToken } from './tokens/sign-token.js';

/** What a program may bring instead of what the configuration names. */
export interface ProviderParts {
  /** Default: what `store` says. */
  readonly ringStore?: RingStore;
  /** Default: keys in this process, wrapped under `wrappingKeyFile` or `wrappingKey`. */
  readonly custody?: KeyCustody;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: JSON lines on standard error. */
  readonly log?: LogEvent;
  /** Creates the ring if the store holds none. Default false: `keyturn init` does it, and a lost volume is no new issuer. */
  readonly createRing?: boolean;
  /** Makes the configured policy the ring's if they differ. Default false. */
  readonly adoptPolicy?: boolean;
  /** What `POST /cron/drills/{name}` can start: `createDrills()`. Default: none, so that a library brings only what it uses. */
  readonly drills?: DrillDoor['drills'];
}

export interface Provider {
  readonly issuer: string;
  /** The whole application, for those who want to add to it. */
  readonly app: Koa;
  readonly ring: IssuerRing;
  /** The one call that makes a token. Rejects with RingError `signing_unavailable` (503). */
  readonly sign: SignToken;
  /** For `http.createServer`. */
  callback(): ReturnType<Koa['callback']>;
  /** For another Koa application, before any body parser: serves its own paths and passes every other on. */
  middleware(): Koa.Middleware;
  /** Default: `listen` of the configuration. Rejects with ListenError. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Ends listening, the schedule and the store; running requests end first. */
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
  const { cron, discovery } = configuration;
  const clock = parts.clock ?? systemClock;
  const log = parts.log ?? createLog(configuration.log);
  const keys = await openCustody(configuration, parts.custody);
  const memory = createShortLivedState({ clock });
  const certificates = await openCertificates(configuration, { clock, log });
  const custody = certificates?.certify(keys.custody) ?? keys.custody;
  const ring = await openRing(configuration, { ...parts, custody, clock, log });
  const signToken = createSignTokens(ring, certificates, configuration, log);
  const secrets = await createAuthentication(configuration, keys.wrappingKeys, memory, clock);
  const schedule = startSchedule(
    cron.schedule ? tickSeconds(ring) : null,
    () => ring.tick('schedule'),
    clock,
    log,
  );
  const app = createApp({
    ring,
    signToken,
    authentication: secrets.clients,
    checkProof: createProofCheck(issuerPaths(ring.issuer).tokenEndpoint, keys.wrappingKeys, clock),
    inners: configuration.inners,
    discovery,
    cron: { checkCredential: secrets.cron, idempotency: createIdempotency(clock) },
    drills: { drills: parts.drills ?? {}, allowed: cron.drills },
    schedule: schedule.health,
    authority: certificates?.authority,
    challengeAnswers: certificates?.challengeAnswers,
    certificateHealth: certificates?.replica?.health,
    certifiedAudiences: configuration.certificates?.audiences ?? [],
    clock,
    log,
  });
  const listening: Listening[] = [];
  return {
    issuer: ring.issuer,
    app: app.koa,
    ring,
    sign: signToken,
    callback: () => app.koa.callback(),
    middleware: () => app.middleware,
    async listen(at = configuration.listen) {
      const opened = await listen(app.koa.callback(), at, { clock, log });
      listening.push(opened);
      return opened;
    },
    async close() {
      await Promise.all(listening.splice(0).map((each) => each.close()));
      await schedule.stop();
      certificates?.replica?.close();
      await ring.close();
    },
  };
}

function tickSeconds({ policy }: IssuerRing): number {
  return Math.min(...policy.series.map((series) => series.tickSeconds));
}
