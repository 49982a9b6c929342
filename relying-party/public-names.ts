export type { IssuerStatus, Verifier } from './create-verifier.js';
export type { DeniedNames, DenylistOptions, LiveNames } from './denylist/options.js';
export type {
  EmitEvent,
  KeySetSuspicion,
  KeysAwaitedReason,
  VerifierEventName,
  VerifierEvents,
  VerifierListener,
} from './events.js';
export type { ExplainedStep, Explanation } from './explain.js';
export { answerRejection, type HttpAnswer } from './http/answer.js';
export { type Requirement, require } from './http/require.js';
export type { KeySourceStatus } from './keys/key-source.js';
export { OptionRefusal, type OptionRefusalCode } from './options/option-refusal.js';
export type { DiscoveryOptions, IssuerOptions, TokenCacheOptions, VerifierOptions } from './options.js';
export type { CheckName } from './passage.js';
export {
  isRejection,
  type PluggedPathName,
  type RejectionCode,
  type RejectionStatus,
  type TrustPathName,
  VerificationRejection,
} from './rejection.js';
export { rejectionStatus } from './rejection-status.js';
export type { SignatureAlgorithm } from './signature/algorithms.js';
export type { ShownHolder } from './token/check-binding.js';
export type { Expectations } from './token/expectations.js';
export type { TokenProfileName } from './token/profiles.js';
export type { JsonObject } from './token/strict-json.js';
export type {
  CheckedToken,
  FurtherCheck,
  FurtherCheckName,
  FurtherCheckPlug,
  FurtherCheckSite,
} from './trust/further-check.js';
export type { IssuerSource } from './trust/issuer-source.js';
export type { KeySetStore } from './trust/key-set-store.js';
export type { TrustPathPlug } from './trust/trust-path-plug.js';
export type { OuterToken, VerifiedToken } from './trust/verified-token.js';
