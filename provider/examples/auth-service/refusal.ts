/** Every reason to refuse: code, status, and what the caller is told. */
export const refusals = {
  request_invalid: [400, 'the body is not what this endpoint takes'],
  password_unfit: [400, 'a password has 15 to 128 characters and does not contain the name'],
  credentials_wrong: [401, 'no user has this name and this password'],
  name_taken: [409, 'there is a user of this name'],
  body_too_large: [413, 'the body is over 4096 bytes'],
  content_type_unsupported: [415, 'send application/json'],
  attempts_too_many: [429, 'too many attempts: wait, then try again'],
  busy: [503, 'too many log-ins at once: try again'],
} as const satisfies Record<string, readonly [status: number, detail: string]>;

export type RefusalCode = keyof typeof refusals;

/** A request that is refused. Nothing of what was sent is in it, so it can be logged and answered as it is. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: RefusalCode, retryAfterSeconds?: number) {
    const [status, detail] = refusals[code];
    super(detail);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
