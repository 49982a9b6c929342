import { KeyturnError } from '@keyturn/shared/error-base';

/** Every problem that the provider itself names: code -> status and title (RFC 9457). Codes are contract. */
export const problems = {
  request_malformed: { status: 400, title: 'The request is not HTTP' },
  request_invalid: { status: 400, title: 'The request cannot be understood' },
  body_unreadable: { status: 400, title: 'The body could not be read' },
  json_invalid: { status: 400, title: 'The body is not the JSON that this endpoint takes' },
  series_unknown: { status: 400, title: 'There is no such series here' },
  issuer_unknown: { status: 400, title: 'There is no such issuer here' },
  issuer_missing: { status: 400, title: 'There are several issuers here' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key cannot be used' },
  credential_missing: { status: 401, title: 'This endpoint needs its credential' },
  credential_wrong: { status: 401, title: 'The credential is not accepted' },
  drill_not_possible: { status: 400, title: 'This drill cannot be run that way' },
  drill_not_allowed: { status: 403, title: 'This drill is not on the list of allowed drills' },
  drill_destructive: { status: 403, title: 'This drill is never run against an issuer in production' },
  not_found: { status: 404, title: 'There is nothing here' },
  report_unknown: { status: 404, title: 'There is no such report' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  guard_refused: { status: 409, title: 'A rule of the key lifecycle refuses' },
  drill_running: { status: 409, title: 'A drill is running; one at a time' },
  drill_not_running: { status: 409, title: 'No drill is running' },
  idempotency_key_in_use: { status: 409, title: 'A request with this Idempotency-Key is running' },
  body_too_large: { status: 413, title: 'The body is too large' },
  url_too_long: { status: 414, title: 'The URL is too long' },
  content_type_unsupported: { status: 415, title: 'The content type is not supported' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key came with another request' },
  rate_limited: { status: 429, title: 'Too many requests of this address' },
  headers_too_large: { status: 431, title: 'The header fields are too large' },
  internal_error: { status: 500, title: 'Something failed inside' },
  not_implemented: { status: 501, title: 'The method is not known' },
  busy: { status: 503, title: 'Too busy to check credentials now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export interface ProblemDetails {
  /** What went wrong here and how to cure it. For the caller: no secrets, no inside. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document (RFC 9457 section 3.2). */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An answer other than success, thrown by whoever knows and written in one place. */
export class HttpProblem extends KeyturnError<ProblemCode> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, { detail, headers = {}, members = {} }: ProblemDetails = {}) {
    super(code, detail ?? problems[code].title);
    this.status = problems[code].status;
    this.headers = headers;
    this.members = members;
  }
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** A problem document (RFC 9457 section 3), with the stable `code` beside the URN that repeats it. */
export function problemDocument(
  code: string,
  status: number,
  title: string,
  detail: string,
  members: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { type: `urn:keyturn:problem:${code}`, title, status, detail, code, ...members };
}
