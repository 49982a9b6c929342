/**
 * The base of every error of keyturn. `code` is contract, the message is for people and never carries
 * a token, a secret or a key. Compare by `code`, not by class: two copies of a package may be loaded.
 */
export class KeyturnError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
