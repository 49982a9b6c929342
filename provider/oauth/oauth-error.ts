import { KeyturnError } from '@keyturn/shared/error-base';

/** The errors of the endpoints of OAuth: code -> status (RFC 6749 section 5.2, RFC 7009 section 2.2.1, RFC 8707 section 2, RFC 9449 sections 5 and 8). */
export const oauthErrorStatus = {
  invalid_request: 400,
  invalid_client: 401,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_token_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const satisfies Record<string, number>;

export type OAuthErrorCode = keyof typeof oauthErrorStatus;

/**
 * An answer of the token endpoint other than a token. The description goes to the caller as it is: printable ASCII
 * without quotation mark and backslash (RFC 6749 section 5.2), and never a word of the request itself.
 */
export class OAuthError extends KeyturnError<OAuthErrorCode> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: OAuthErrorCode,
    description: string,
    options: { status?: number; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(code, description, options);
    this.status = options.status ?? oauthErrorStatus[code];
    this.headers = options.headers ?? {};
  }
}
