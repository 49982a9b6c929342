/** Every number of the x5c path beyond what judging a chain may cost. */
export const x5cLimits = {
  /** Certificates in one header. */
  maxCertificates: 6,
  /** Of one certificate as it stands in the header, base64. */
  maxEncodedCertificateBytes: 8 * 1024,
  /** Validated chains that are kept, for each issuer. */
  maxCachedChains: 256,
  /** Authorities that are kept read, for each issuer. */
  maxKnownCertificates: 64,
  /** How long one is kept, at most. */
  chainSeconds: 300,
  /** How often files are looked at, at most. */
  fileCheckMilliseconds: 1000,
  /** Until a file that could not be read is tried again, and told of again, although it did not change; the most. */
  firstFileRetryMilliseconds: 60_000,
  lastFileRetryMilliseconds: 3_600_000,
  /** Of a file of anchors, CRLs or denied certificates. */
  maxFileBytes: 16 * 1024 * 1024,
  /** What `maxTokenBytes` and `maxHeaderBytes` may be. */
  maxRaisedBytes: 64 * 1024 * 1024,
} as const;
