/** One case in the normal form to which public suites of chains are brought: certificates and CRLs are base64 of DER. */
export interface X509Case {
  readonly id: string;
  readonly roots: readonly string[];
  readonly inters: readonly string[];
  readonly leaf: string;
  /** ISO 8601; null is now. */
  readonly time: string | null;
  /** What the chain is for: a server's or a client's certificate of TLS, or anything. */
  readonly kind?: 'SERVER' | 'CLIENT' | null;
  /** Purposes that the leaf must be good for, by name or dotted. They take the place of `kind`. */
  readonly eku?: readonly string[] | null;
  /** Usages that the leaf must assert where it has a key usage. */
  readonly ku?: readonly string[] | null;
  readonly name?: ExpectedName | null;
  readonly names?: readonly ExpectedName[] | null;
  readonly maxDepth?: number | null;
  readonly crls?: readonly string[] | null;
  readonly policy?: { readonly explicit?: boolean } | null;
  /** Whether the chain must be accepted. */
  readonly expect: boolean;
}

export interface ExpectedName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

/** What was answered: a code only for a refusal. */
export interface CaseVerdict {
  readonly accepted: boolean;
  readonly code?: string;
}
