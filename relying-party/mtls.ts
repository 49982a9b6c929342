export type { GivenCertificate } from './binding/certificate-bytes.js';
export {
  type CertificateSources,
  createMtlsCheck,
  type MtlsCheck,
  type MtlsCheckOptions,
  thumbprintOfCertificate,
} from './binding/create-mtls-check.js';
export type { CertificateFormat, ProxyHeader } from './binding/proxy-header.js';
