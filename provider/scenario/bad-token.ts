/** A token that must be refused, and why. */
export interface BadToken {
  readonly what: string;
  readonly token: string;
  /** The refusal that it must get, or one of them; null where any will do. */
  readonly code: string | readonly string[] | null;
  /** Of a key that was good once: it must be refused when the bound of its revocation is over. */
  readonly revokedKid?: string;
}
