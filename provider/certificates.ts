export { type AcmeOptions, type ChallengeAnswers, createAcmeUpstream } from './certificates/acme-upstream.js';
export {
  type AuthorityFiles,
  createAuthorityMemory,
  openAuthorityFolder,
} from './certificates/authority-files.js';
export { CertificateError, type CertificateErrorCode } from './certificates/certificate-error.js';
export type { CertificateTerms } from './certificates/certificate-life.js';
export type {
  CertificateNames,
  CertificateUpstream,
  CertifiedKey,
} from './certificates/certificate-upstream.js';
export type { AuthorityTerms } from './certificates/choose-authority.js';
export {
  createAuthority,
  type DevelopmentAuthority,
  openAuthority,
} from './certificates/development-authority.js';
export { createFileUpstream, type RequestFiles } from './certificates/file-upstream.js';
export {
  createReplicaSigner,
  type ReplicaSigner,
  type ReplicaSignerOptions,
} from './certificates/replica-signer.js';
export { createRequestingUpstream, type IssueChain } from './certificates/requested-keys.js';
export { createSpiffeUpstream, type SpiffeFiles } from './certificates/spiffe-upstream.js';
