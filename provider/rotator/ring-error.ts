import { KeyturnError } from '@keyturn/shared/error-base';

/** Why a ring cannot be opened, served, signed with or changed: code -> HTTP status. */
export const ringErrorStatus = {
  /** No ring in the store: `keyturn init` creates it, and nothing else does (I12). */
  ring_missing: 503,
  ring_exists: 409,
  /** The store was swapped for another issuer's: nothing of it is served, signed with or changed. */
  store_of_other_issuer: 503,
  /** The configured policy is not the ring's (I14). */
  policy_differs: 503,
  /** A bound does not hold; see the printed table. */
  policy_impossible: 500,
  store_unavailable: 503,
  ring_unreadable: 503,
  /** The store is for one writer only, and another process is it. */
  store_has_writer: 503,
  /** No snapshot young enough to serve (I15). */
  jwks_too_old: 503,
  /** No key that may sign now (I5): lease ended, key unreadable, or no active key. */
  signing_unavailable: 503,
  series_unknown: 400,
  /** Other writers won every attempt. */
  ring_contended: 503,
} as const;

export type RingErrorCode = keyof typeof ringErrorStatus;

export class RingError extends KeyturnError<RingErrorCode> {
  readonly status: number;
  /** Whole seconds, where trying again may help. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: RingErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(code, message, options);
    this.status = ringErrorStatus[code];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
