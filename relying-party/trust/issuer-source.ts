import type { EmitEvent } from '../events.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { Passage } from '../passage.js';
import type { Platform } from '../platform.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';
import type { OpenedParties } from './open-parties.js';
import type { IssuerParty } from './trust-path.js';

/** Issuers that are not listed but looked up, as `createVerifier` takes it in `issuers`: `tenants` makes one. */
export interface IssuerSource {
  /** Once for each verifier. */
  attach(site: IssuerSourceSite): AttachedIssuers;
}

export interface IssuerSourceSite {
  readonly platform: Platform;
  readonly emit: EmitEvent;
  /** How long an answer is used on while no new one can be had. */
  readonly staleIfErrorSeconds: number;
  /** The paths that are plugged in. */
  readonly attached: OpenedParties['attached'];
  /** @throws OptionRefusal */
  readIssuer(options: unknown, at: string): IssuerSettings;
  /** Opens an issuer with keys, budgets and caches of its own. @throws OptionRefusal */
  open(settings: IssuerSettings): OpenIssuer;
}

/** One issuer that was looked up. */
export interface OpenIssuer {
  readonly parties: readonly IssuerParty[];
  hintEpoch(epoch: number): void;
  close(): void;
}

export interface AttachedIssuers {
  /** @throws VerificationRejection as `selectParty`, issuers_unavailable. */
  select(
    unverifiedHeader: UnverifiedHeader,
    unverifiedClaims: JsonObject,
    passage: Passage,
  ): IssuerParty | Promise<IssuerParty>;
  /** Whether a token that was verified before may be recalled: its issuer is at hand, with the same options. */
  holds(party: IssuerParty): boolean;
  /** Those at hand. */
  parties(): readonly IssuerParty[];
  hintEpoch(issuer: string, epoch: number): void;
  close(): void;
}
