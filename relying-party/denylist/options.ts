/**
 * What is refused although it verifies. Consulted for every token, what was seen before included: a set that changes while
 * running counts at once.
 */
export interface DenylistOptions {
  /** `jti` of tokens, inner JWTs among them. */
  readonly jtis?: DeniedNames;
  /** RFC 7638 thumbprints (SHA-256, base64url) of keys, whichever way they come: key set, certificate, inner JWT. */
  readonly keyThumbprints?: DeniedNames;
}

/**
 * A list, or anything with `has`, such as a Set that the application keeps up to date. The issuer tells apart what two
 * issuers may call the same; a Set does not ask for it.
 */
export type DeniedNames = readonly string[] | LiveNames;

/** Names that may change while the verifier runs. */
export interface LiveNames {
  has(name: string, issuer: string): boolean;
}
