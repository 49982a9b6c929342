import type { RejectionStatus, VerificationRejection } from '../rejection.js';

/** An HTTP response to a refused request, for any framework to send as it is. */
export interface HttpAnswer {
  readonly status: RejectionStatus;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** RFC 9457, `application/problem+json`. */
  readonly body: ProblemDocument;
}

export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: RejectionStatus;
  readonly detail: string;
}

/** What the protected resource says about itself in `WWW-Authenticate`. */
export interface ChallengeOptions {
  /** Default: none. */
  readonly realm?: string;
  /** The URL of the resource's metadata (RFC 9728 section 5.1). Default: none. */
  readonly resourceMetadata?: string;
  /** The scope that the resource asks for. Default: none. */
  readonly scope?: string | readonly string[];
}

interface AnswerText {
  /** RFC 6750 section 3.1; undefined where the caller is not at fault. */
  readonly error: string | undefined;
  readonly title: string;
  readonly detail: string;
}

/** Generic outside: which check failed is for the log, not for whoever sent the token. */
const texts: Readonly<Record<RejectionStatus, AnswerText>> = {
  400: {
    error: 'invalid_request',
    title: 'Bad Request',
    detail: 'The request does not carry its token well.',
  },
  401: { error: 'invalid_token', title: 'Unauthorized', detail: 'The access token is not valid.' },
  403: { error: 'insufficient_scope', title: 'Forbidden', detail: 'The access token does not allow this.' },
  503: { error: undefined, title: 'Service Unavailable', detail: 'Tokens cannot be checked at the moment.' },
};

/** RFC 6750 section 3.1: a request without credentials is told how to authenticate and no more. */
const withoutCredentials: AnswerText = {
  error: undefined,
  title: 'Unauthorized',
  detail: 'The request carries no access token.',
};

const retryAfterSeconds = 5;

/** The one map from a rejection to HTTP: RFC 6750 section 3, RFC 9728 section 5.1, RFC 9110 section 10.2.3. */
export function answerRejection(
  rejection: VerificationRejection,
  options: ChallengeOptions = {},
): HttpAnswer {
  const { status } = rejection;
  const { error, title, detail } = rejection.code === 'token_missing' ? withoutCredentials : texts[status];
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      ...(status === 503
        ? { 'retry-after': String(Math.max(1, Math.ceil(rejection.retryAfterSeconds ?? retryAfterSeconds))) }
        : { 'www-authenticate': writeChallenge(error, detail, options) }),
    },
    body: { type: 'about:blank', title, status, detail },
  };
}

function writeChallenge(error: string | undefined, detail: string, options: ChallengeOptions): string {
  const { realm, resourceMetadata, scope } = options;
  const parameters = Object.entries({
    realm,
    error,
    error_description: error === undefined ? undefined : detail,
    scope: typeof scope === 'string' || scope === undefined ? scope : scope.join(' '),
    resource_metadata: resourceMetadata,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escapeQuoted(value)}"`]));
  return ['Bearer', parameters.join(', ')].join(' ').trim();
}

/** Quoted-string of RFC 9110 section 5.6.4; what is no visible ASCII could not be sent. */
function escapeQuoted(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&');
}
