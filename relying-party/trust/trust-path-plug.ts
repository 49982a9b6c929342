import type { EmitEvent } from '../events.js';
import type { KeySource } from '../keys/key-source.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { VerifierSettings } from '../options/read-options.js';
import type { Platform } from '../platform.js';
import type { PluggedPathName } from '../rejection.js';
import type { DecodeBase64url } from '../token/base64url.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { IssuerParty } from './trust-path.js';

/** A trust path as `createVerifier` takes it in `trustPaths`. */
export interface TrustPathPlug {
  /** Also the member of a header by which a token asks for this path. */
  readonly name: PluggedPathName;
  /** Once for each verifier: what it answers may keep state. */
  attach(site: TrustPathSite): AttachedPath;
}

/** One path in one verifier. */
export interface AttachedPath {
  /**
   * Once for each issuer with this path, when the verifier is created.
   * @param options what the issuer's member of the path's name holds, of any type: options also come from JSON files.
   * @param at where that member stands, for messages.
   * @returns the settings by which its tokens are checked (another profile, other lifetimes) and the path itself.
   * @throws OptionRefusal
   */
  open(options: unknown, at: string, issuer: IssuerSettings): IssuerParty;
  /**
   * The issuer that a token names elsewhere than in its own `iss`, asked where that one is not configured. Nobody
   * believes it: it selects among the configured issuers and no more.
   * @throws VerificationRejection with the path's own reason, where the header's member cannot be read.
   */
  unverifiedIssuerOf?(unverifiedHeader: UnverifiedHeader): string | undefined;
}

/** What a path gets of the verifier that it is plugged into. */
export interface TrustPathSite {
  readonly platform: Platform & { readonly decodeBase64url: DecodeBase64url };
  readonly settings: VerifierSettings;
  readonly emit: EmitEvent;
  /**
   * The keys of an issuer by its discovery, shared with the issuer's own discovery path; nothing is fetched before the
   * first key is asked for.
   * @param by whose options hold where the issuer is not configured for itself.
   */
  keysOf(issuer: string, by: IssuerSettings): KeySource;
}
