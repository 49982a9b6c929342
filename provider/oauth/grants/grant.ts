import type { VerifiedProof } from '@keyturn/relying-party/dpop';
import type { LogEvent } from '../../rotator/ring-context.js';
import type { SignToken } from '../../tokens/sign-token.js';
import type { Client } from '../client.js';
import type { Form } from '../parse-form.js';

/** What inner JWTs are signed by: a series of their own, whose T is their lifetime (J2). */
export interface InnerIssuing {
  readonly series: string;
  /** Whole seconds. Default: T of the series. */
  readonly lifetimeSeconds?: number | undefined;
}

/** What a grant works with: an authenticated client, its parameters, and the one call that signs. */
export interface GrantRequest {
  readonly client: Client;
  readonly form: Form;
  readonly signToken: SignToken;
  /** What the DPoP proof of the request shows. Rejects with OAuthError. */
  readonly proveKey: () => Promise<VerifiedProof>;
  /** Undefined where this issuer issues none. */
  readonly inners: InnerIssuing | undefined;
  readonly log: LogEvent;
}

/** RFC 6749 section 5.1; with `issued_token_type` of RFC 8693 section 2.2.1 where it is no access token. */
export interface TokenResponse {
  readonly access_token: string;
  readonly issued_token_type?: string;
  readonly token_type: 'Bearer' | 'N_A';
  readonly expires_in: number;
  readonly scope?: string;
}

/** Rejects with OAuthError. */
export type Grant = (request: GrantRequest) => Promise<TokenResponse>;
