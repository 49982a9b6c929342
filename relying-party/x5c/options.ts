import type { PurposeName } from '../x509/object-identifiers.js';
import type { X5cProfileName } from './profiles.js';

/** The options of one issuer's x5c path. In JSON all of it can be said. */
export interface X5cOptions {
  /** Defaults for a kind of tokens that is found in the wild; what is given beside it counts more. Default: none. */
  readonly profile?: X5cProfileName;
  /** Trust anchors, PEM. Anchors are of one issuer; the system's roots are never among them. */
  readonly anchorsPem?: string | readonly string[];
  /** Files of anchors: PEM, one certificate in DER, or a SPIFFE bundle. Read again when they change. */
  readonly anchorsFile?: string | readonly string[];
  /** A SPIFFE trust bundle as it is: its certificates are anchors. */
  readonly spiffeBundle?: { readonly keys: readonly unknown[] };
  /** What ties the issuer to the certificate. Default `san-uri`. */
  readonly binding?: X5cBinding;
  /**
   * Purposes of which a certificate must hold one where it is restricted to some (extended key usage), by name or
   * dotted. Default: `jwt` and `oauthAccessTokenSigning` (RFC 9509).
   */
  readonly purposes?: readonly (PurposeName | string)[];
  /** Complete direct CRLs, PEM. Where any are given each certificate must be shown not to be revoked. Default: none. */
  readonly crls?: string | readonly string[];
  /** Files of CRLs, PEM or DER. Read again when they change. Default: none. */
  readonly crlsFile?: string | readonly string[];
  /** What is refused although its path holds. Default: nothing. */
  readonly denylist?: X5cDenylist;
  /** A file with a denylist in JSON, besides. Read again when it changes. Default: none. */
  readonly denylistFile?: string;
  /** Accepts certificates that are base64 of PEM, against RFC 7515. Default false. */
  readonly allowPemInX5c?: boolean;
  /** Accepts a first certificate that is itself an anchor. Default false. */
  readonly allowLeafAnchor?: boolean;
  /** Accepts certificates in any order after the first, against RFC 7515 section 4.1.6. Default false. */
  readonly allowUnorderedX5c?: boolean;
  /** Reads past `jwk`, `jku` and `x5u` beside `x5c` instead of refusing them. Default false. */
  readonly allowOtherKeyMembers?: boolean;
  /** Accepts a token that expires after its certificate. Default false. */
  readonly allowTokenOutlivingCertificate?: boolean;
  /** Accepts a token that says it was issued before its certificate began. Default false. */
  readonly allowTokenPrecedingCertificate?: boolean;
  /** Accepts a token without `exp`. Default false. */
  readonly allowMissingExpiry?: boolean;
  /** Refuses an `x5c` that carries an anchor (HAIP 1.0). Default false: it is tolerated, and never trusted. */
  readonly rejectTrustAnchorInX5c?: boolean;
  /** Refuses a token that carries neither `x5t#S256` nor `x5t`. Default false. */
  readonly requireThumbprint?: boolean;
  /** The most bytes of a token of this issuer. Default 16384. */
  readonly maxTokenBytes?: number;
  /** The most bytes of its header, encoded. Default 8192. */
  readonly maxHeaderBytes?: number;
}

/**
 * `san-uri`: the issuer is a URI among the certificate's names, byte for byte. `san-dns`: the host of an https issuer is
 * a DNS name of it. `spiffe`: its one URI is a SPIFFE ID that is the issuer, or in the trust domain that the issuer
 * is. `x509-hash`: the issuer is `x509_hash:` and the certificate's SHA-256. `none`, typed out: every certificate under
 * these anchors speaks for the issuer. The others do without an `iss`: a fixed DNS name, the names of subject and
 * issuer as RFC 4514 writes them, extensions that mark the certificate and its issuer.
 */
export type X5cBinding =
  | 'san-uri'
  | 'san-dns'
  | 'spiffe'
  | 'x509-hash'
  | 'none'
  | { readonly dns: string }
  | { readonly subject: string; readonly issuer?: string }
  | { readonly markers: MarkerExtensions };

/** Identifiers of extensions, dotted, that must be there. */
export interface MarkerExtensions {
  readonly leaf: readonly string[];
  /** Of the certificate that issued the leaf. */
  readonly issuer: readonly string[];
}

/** Hashes in hex, colons allowed. */
export interface X5cDenylist {
  /** SHA-256 of certificates. */
  readonly certificateSha256?: readonly string[];
  /** SHA-256 of SubjectPublicKeyInfos. */
  readonly keySha256?: readonly string[];
  /** RFC 7638 thumbprints, SHA-256, base64url. */
  readonly keyThumbprints?: readonly string[];
  /** The issuer's name as RFC 4514 writes it, and the serial number in hex. */
  readonly issuerSerials?: readonly { readonly issuer: string; readonly serial: string }[];
}
