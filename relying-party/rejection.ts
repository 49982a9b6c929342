import { KeyturnError } from '@keyturn/shared/error-base';
import type { RejectionCode, RejectionStatus, rejectionStatus } from './rejection-status.js';

export type { RejectionCode, RejectionStatus } from './rejection-status.js';

/** Which way a key was found. */
export type TrustPathName = 'discovery' | 'x5c' | 'jwc';

/** The paths that are plugged in as values: who does not import one does not carry it. */
export type PluggedPathName = Exclude<TrustPathName, 'discovery'>;

type StatusOf = typeof rejectionStatus;

/**
 * The statuses of the table that are not 401. A verifier carries these alone and not every code of every path; the
 * compiler holds them to the table, line by line.
 */
const otherStatus: { readonly [C in RejectionCode as StatusOf[C] extends 401 ? never : C]: StatusOf[C] } = {
  introspection_unavailable: 503,
  token_replays_unavailable: 503,
  jwc_replays_unavailable: 503,
  dpop_replays_unavailable: 503,
  scope_insufficient: 403,
  request_invalid: 400,
  keys_unavailable: 503,
  issuers_unavailable: 503,
  verifier_closed: 503,
};

function statusOf(code: RejectionCode): RejectionStatus {
  return (otherStatus as Partial<Record<RejectionCode, RejectionStatus>>)[code] ?? 401;
}

export interface RejectionDetails {
  readonly issuer?: string | undefined;
  readonly kid?: string | undefined;
  readonly trustPath?: TrustPathName | undefined;
  /** For 503: when to try again, whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** One for all copies of this package. */
const mark = Symbol.for('keyturn.rejection');

/** Why a token was not accepted. Carries no token and no key; compare by `code`. */
export class VerificationRejection extends KeyturnError<RejectionCode> {
  readonly status: RejectionStatus;
  /** Whether the same token may be accepted later without anyone changing it. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** What the token claimed, as far as it was read. */
  readonly issuer: string | undefined;
  readonly kid: string | undefined;
  readonly trustPath: TrustPathName | undefined;

  static {
    Object.defineProperty(VerificationRejection.prototype, mark, { value: true });
  }

  constructor(code: RejectionCode, message: string, details: RejectionDetails = {}) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = statusOf(code);
    this.retryable = this.status === 503;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.issuer = details.issuer;
    this.kid = details.kid;
    this.trustPath = details.trustPath;
  }
}

/** The same rejection with the token's place where it lacked one: a check knows its rule, not whose token it is. */
export function locateRejection(
  rejection: VerificationRejection,
  place: Pick<RejectionDetails, 'issuer' | 'kid' | 'trustPath'>,
): VerificationRejection {
  const { issuer = place.issuer, kid = place.kid, trustPath = place.trustPath } = rejection;
  return Object.assign(rejection, { issuer, kid, trustPath });
}

/**
 * Whether an error is a rejection: by the mark that the class of every copy of this package has, since two may be loaded and
 * a minifier renames classes. An error of somebody else with a code and a status of ours is none.
 */
export function isRejection(error: unknown): error is VerificationRejection {
  return error instanceof Error && mark in error;
}
