import type { Clock } from '@keyturn/shared/clock';
import type { IssuerConfiguration } from './configuration/issuer-schema.js';
import { createSignTokens } from './create-sign-tokens.js';
import type { KeyCustody } from './custody/key-custody.js';
import { EpochEvents } from './http/epoch-events.js';
import { issuerPaths } from './http/issuer-paths.js';
import type { IssuerEndpoints } from './http/issuer-routes.js';
import type { AuthenticationParts } from './oauth/create-authentication.js';
import { createAuthentication } from './oauth/create-authentication.js';
import { createOwnTokens } from './oauth/own-tokens.js';
import { createProofCheck } from './oauth/proof-check.js';
import { openCertificates } from './open-certificates.js';
import { openPreflight, type PreflightDoor } from './open-preflight.js';
import { openRing } from './open-ring.js';
import { openShortLivedState } from './open-short-lived-state.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import type { PublicWatch } from './rotator/public-watch.js';
import type { LogEvent } from './rotator/ring-context.js';
import { startSchedule } from './schedule.js';
import type { RingStore } from './stores/ring-store.js';
import type { ShortLivedState } from './stores/short-lived-state.js';
import { preferCertificates } from './tokens/choose-path.js';
import { createSignClaims, type SignClaims } from './tokens/sign-claims.js';

/** One issuer of a provider, for the application around it. */
export interface Issuer {
  /** As it stands in `iss`. */
  readonly url: string;
  readonly ring: IssuerRing;
  readonly sign: SignClaims;
}

export interface OpenedIssuer {
  readonly issuer: Issuer;
  /** What was used once, kept beside the issuer's ring. */
  readonly memory: ShortLivedState;
  readonly endpoints: IssuerEndpoints;
  /** Ends answers that would never end by themselves. */
  hangUp(): void;
  /** Ends its schedule and its store. */
  close(): Promise<void>;
}

export interface IssuerParts extends Omit<AuthenticationParts, 'clock' | 'memory'> {
  readonly clock: Clock;
  readonly log: LogEvent;
  readonly custody: KeyCustody;
  readonly wrappingKeys: readonly Uint8Array[];
  /** Ticks in this process. */
  readonly schedule: boolean;
  readonly ringStore: RingStore | undefined;
  readonly createRing: boolean | undefined;
  readonly adoptPolicy: boolean | undefined;
  /** Looks at its own key set through its public address (O1), unless that is configured away. */
  readonly preflight: boolean | PreflightDoor | undefined;
}

/** Opens one issuer: its ring, its certificates, its clients, its schedule. Rejects as `createProvider` does. */
export async function openIssuer(
  configuration: IssuerConfiguration,
  parts: IssuerParts,
): Promise<OpenedIssuer> {
  const { clock, log, wrappingKeys } = parts;
  const { inners, records, discovery } = configuration;
  const certificates = await openCertificates(configuration, { clock, log });
  const custody = certificates?.certify(parts.custody) ?? parts.custody;
  let preflight: PublicWatch | undefined;
  const ring = await openRing(configuration, {
    ...parts,
    custody,
    staysWriter: true,
    publicView: () => preflight?.view(),
  });
  const look = parts.preflight ?? false;
  if (look !== false && configuration.preflight.enabled)
    preflight = openPreflight(configuration, ring, { clock, log, ...(look !== true && look) });
  const signToken = preferCertificates(
    createSignTokens(ring, certificates, configuration, log),
    configuration.certificates?.audiences ?? [],
  );
  const events =
    configuration.jwksEvents === undefined
      ? undefined
      : new EpochEvents(ring, configuration.jwksEvents, clock);
  const memory = await openShortLivedState(configuration, parts);
  const authentication = await createAuthentication(configuration, { ...parts, memory });
  const schedule = startSchedule(
    parts.schedule ? tickSeconds(ring) : null,
    () => ring.tick('schedule'),
    clock,
    log,
  );
  return {
    memory,
    issuer: {
      url: ring.issuer,
      ring,
      sign: createSignClaims(signToken, { inners: inners?.series, records: records?.series }),
    },
    hangUp: () => events?.close(),
    endpoints: {
      events,
      ring,
      signToken,
      authentication,
      tokens: createOwnTokens(ring, memory, clock),
      checkProof: createProofCheck(issuerPaths(ring.issuer).tokenEndpoint, wrappingKeys, memory, clock),
      inners,
      records,
      discovery,
      schedule: schedule.health,
      authority: certificates?.authority,
      challengeAnswers: certificates?.challengeAnswers,
      certificateHealth: certificates?.replica?.health,
    },
    async close() {
      preflight?.close();
      await schedule.stop();
      certificates?.replica?.close();
      await memory.close();
      await ring.close();
    },
  };
}

function tickSeconds({ policy }: IssuerRing): number {
  return Math.min(...policy.series.map((series) => series.tickSeconds));
}
