import type { Signer } from '../custody/key-custody.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import type { CertifiedChain } from './certified-chain.js';

/** A key with its own certificate. The private half is behind the signer and nowhere else. */
export interface CertifiedKey extends CertifiedChain {
  readonly alg: SeriesAlgorithm;
  readonly signer: Signer;
}

/** Where a replica gets its certified keys from. One method: a CA of our own, files, ACME and SPIFFE all fit. */
export interface CertificateUpstream {
  /**
   * A key that this replica did not have yet, or null when there is nothing new. Asked on every tick, so it has to be
   * cheap while nothing is due.
   * @param isDue the key in use should be replaced; an upstream that issues on request does so only now.
   */
  obtain(isDue: boolean): Promise<CertifiedKey | null>;
}

/** What a certificate is asked for: a key, and who its holder is. */
export interface CertificateNames {
  /** Default: the first of the names. */
  readonly commonName?: string | undefined;
  /** URIs among the subject's alternative names: the issuer, for the binding `san-uri`. */
  readonly uris?: readonly string[] | undefined;
  /** DNS names among them: for `san-dns`. */
  readonly dnsNames?: readonly string[] | undefined;
}
