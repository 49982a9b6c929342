import type { TrustPathName } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { JsonObject } from '../token/strict-json.js';
import type { DescribedCertificate } from '../x509/described-certificate.js';

/** What was found true of a token. The same for every trust path. */
export interface VerifiedToken {
  readonly claims: JsonObject;
  /** The protected header, frozen. */
  readonly header: JsonObject;
  readonly trustPath: TrustPathName;
  /** The configured one; where that is null, the token's own, which may be empty. */
  readonly issuer: string;
  /** Of the key, else of the header. */
  readonly kid: string | undefined;
  /** Canonical: `Ed25519` also where the header says `EdDSA`. */
  readonly alg: SignatureAlgorithm;
  /** RFC 7638 thumbprint of the key that verified it. */
  readonly keyThumbprint: string;
  /** Only of the jwc path, where all the rest is the inner JWT's: what the holder signed for this one request. */
  readonly outer?: OuterToken;
  /** Only of the x5c path: from the certificate of the key to the configured anchor. */
  readonly chain?: readonly DescribedCertificate[];
}

/** The holder's own words. Nobody else vouches for them: identity and rights are the inner's. */
export type OuterToken = Pick<VerifiedToken, 'claims' | 'header' | 'kid' | 'alg' | 'keyThumbprint'>;
