import type { EmitEvent } from '../events.js';
import type { VerifierSettings } from '../options/read-options.js';
import type { Passage } from '../passage.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';
import type { OpenedParties } from './open-parties.js';
import type { IssuerParty } from './trust-path.js';
import type { TrustPathPlug, TrustPathSite } from './trust-path-plug.js';

/** Issuers that are not listed but looked up, as `createVerifier` takes it in `issuers`: `tenants` makes one. */
export interface IssuerSource {
  /** Once for each verifier. */
  attach(site: IssuerSourceSite): AttachedIssuers;
}

/** What an issuer that is looked up is opened with: the verifier's own settings, its platform and its plugs. */
export interface IssuerSourceSite {
  readonly platform: TrustPathSite['platform'];
  readonly settings: VerifierSettings;
  readonly emit: EmitEvent;
  readonly plugs: readonly TrustPathPlug[];
  /** The paths that are plugged in. */
  readonly attached: OpenedParties['attached'];
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
