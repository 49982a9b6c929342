/** A certificate as logs and people know it. */
export interface DescribedCertificate {
  /** RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Hex. */
  readonly serial: string;
  /** Seconds since the epoch, both inclusive. */
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  /** Fingerprint, hex. */
  readonly sha256: string;
}
