import type { SignatureAlgorithm } from '../signature/algorithms.js';

/** What is customary for one kind of tokens: defaults of `X5cOptions`, and the algorithms it may use. */
interface X5cProfile {
  readonly algorithms?: readonly SignatureAlgorithm[];
  readonly options: {
    readonly binding?:
      | 'x509-hash'
      | { readonly dns: string }
      | { readonly markers: { readonly leaf: readonly string[]; readonly issuer: readonly string[] } };
    readonly purposes?: readonly string[];
    readonly allowMissingExpiry?: true;
    readonly rejectTrustAnchorInX5c?: true;
    readonly requireThumbprint?: true;
    readonly maxTokenBytes?: number;
  };
}

export const x5cProfiles = {
  /**
   * Client assertions with a certificate at Microsoft Entra: the certificate rolls, its subject and issuer stay. They
   * must be given, as `binding: { subject, issuer }`.
   */
  'entra-client-assertion': {
    algorithms: ['PS256', 'RS256'],
    options: { purposes: ['clientAuth', 'serverAuth'], requireThumbprint: true },
  },
  /** Signed transactions and notifications of Apple's App Store, which have neither issuer nor expiry. */
  'apple-storekit': {
    algorithms: ['ES256'],
    options: {
      binding: {
        markers: { leaf: ['1.2.840.113635.100.6.11.1'], issuer: ['1.2.840.113635.100.6.2.1'] },
      },
      allowMissingExpiry: true,
    },
  },
  /** The metadata BLOB of the FIDO Alliance (MDS 3.0, section 3.1.8), megabytes of it, without issuer or expiry. */
  'fido-mds3': {
    algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'Ed25519'],
    options: {
      binding: { dns: 'mds.fidoalliance.org' },
      purposes: ['serverAuth', 'clientAuth'],
      allowMissingExpiry: true,
      maxTokenBytes: 16 * 1024 * 1024,
    },
  },
  /** OpenID4VC High Assurance Interoperability Profile 1.0: the anchor stays out of the header. */
  haip: {
    algorithms: ['ES256'],
    options: { binding: 'x509-hash', rejectTrustAnchorInX5c: true },
  },
} as const satisfies Readonly<Record<string, X5cProfile>>;

export type X5cProfileName = keyof typeof x5cProfiles;

/** The same table, read without knowing the name. */
export const profileNamed = (name: X5cProfileName): X5cProfile => x5cProfiles[name];
