import type { DpopAuth } from '../binding/create-dpop-auth.js';
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
  /** Asks for tokens that are bound to a key (RFC 9449 section 7.1). Default: for Bearer. */
  readonly dpop?: Pick<DpopAuth, 'algorithms' | 'allowBearer'>;
  /** The nonce that the next proof needs. Default: none is asked for. */
  readonly dpopNonce?: string | undefined;
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

/** RFC 9449 section 7.1: of what came beside the token. */
const proofRefused: AnswerText = {
  error: 'invalid_dpop_proof',
  title: 'Unauthorized',
  detail: 'The DPoP proof is not valid.',
};

/** RFC 9449 section 9. */
const nonceWanted: AnswerText = {
  error: 'use_dpop_nonce',
  title: 'Unauthorized',
  detail: 'The DPoP proof needs the nonce of this answer.',
};

const retryAfterSeconds = 5;

/**
 * The one map from a rejection to HTTP: RFC 6750 section 3, RFC 9449 section 7.1, RFC 9728 section 5.1, RFC 9110 section
 * 10.2.3.
 */
export function answerRejection(
  rejection: VerificationRejection,
  options: ChallengeOptions = {},
): HttpAnswer {
  const { status } = rejection;
  const text = textOf(rejection);
  const { title, detail } = text;
  const { dpopNonce } = options;
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      ...(dpopNonce === undefined ? {} : { 'dpop-nonce': dpopNonce }),
      ...(status === 503
        ? { 'retry-after': String(Math.max(1, Math.ceil(rejection.retryAfterSeconds ?? retryAfterSeconds))) }
        : { 'www-authenticate': writeChallenges(text, options) }),
    },
    body: { type: 'about:blank', title, status, detail },
  };
}

function textOf({ code, status }: VerificationRejection): AnswerText {
  if (code === 'token_missing') return withoutCredentials;
  if (code === 'dpop_nonce_missing') return nonceWanted;
  const isOfProof = code.startsWith('dpop_') && code !== 'dpop_key_mismatch' && status === 401;
  return isOfProof ? proofRefused : texts[status];
}

/** A challenge for each scheme that is taken (RFC 9110 section 11.6.1), the better one first. */
function writeChallenges(text: AnswerText, options: ChallengeOptions): string {
  const { dpop } = options;
  const bearer = writeChallenge('Bearer', text, options);
  if (dpop === undefined) return bearer;
  const proving = writeChallenge('DPoP', text, options, { algs: dpop.algorithms.join(' ') });
  return dpop.allowBearer ? `${proving}, ${bearer}` : proving;
}

function writeChallenge(
  scheme: string,
  { error, detail }: AnswerText,
  { realm, resourceMetadata, scope }: ChallengeOptions,
  ofScheme: Readonly<Record<string, string>> = {},
): string {
  const parameters = Object.entries({
    realm,
    error,
    error_description: error === undefined ? undefined : detail,
    scope: typeof scope === 'string' || scope === undefined ? scope : scope.join(' '),
    resource_metadata: resourceMetadata,
    ...ofScheme,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escapeQuoted(value)}"`]));
  return [scheme, parameters.join(', ')].join(' ').trim();
}

/** Quoted-string of RFC 9110 section 5.6.4; what is no visible ASCII could not be sent. */
function escapeQuoted(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&');
}
