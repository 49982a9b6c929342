export { ConfigurationError, type ConfigurationErrorCode } from './configuration/configuration-error.js';
export type { IssuerConfiguration } from './configuration/issuer-schema.js';
export type { Configuration, ConfigurationInput, SingleIssuerInput } from './configuration/schema.js';
export { createProvider, type Provider, type ProviderParts } from './create-provider.js';
export type { KeyCustody, Signer } from './custody/key-custody.js';
export { createDrills, type DrillOptions } from './drills/create-drills.js';
export { ListenError, type ListenErrorCode } from './http/listen-error.js';
export type { Listening, ListenOptions } from './http/server.js';
export { createLog, type LogOptions } from './log.js';
export type { Issuer } from './open-issuer.js';
export type { IssuerRing } from './rotator/issuer-ring.js';
export type { LogEvent } from './rotator/ring-context.js';
export { RingError, type RingErrorCode } from './rotator/ring-error.js';
export type { ScenarioReport } from './scenario/report.js';
export { type RingStore, StoreError } from './stores/ring-store.js';
export {
  ClaimsError,
  type ClaimsErrorCode,
  type SignClaims,
  type SignOptions,
} from './tokens/sign-claims.js';
export type { SignedToken, SigningPath } from './tokens/sign-token.js';
