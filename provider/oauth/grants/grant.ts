import type { SignToken } from '../../tokens/sign-token.js';
import type { Client } from '../client.js';
import type { Form } from '../parse-form.js';

/** What a grant works with: an authenticated client, its parameters, and the one call that signs. */
export interface GrantRequest {
  readonly client: Client;
  readonly form: Form;
  readonly signToken: SignToken;
}

/** RFC 6749 section 5.1. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope?: string;
}

/** Rejects with OAuthError. */
export type Grant = (request: GrantRequest) => Promise<TokenResponse>;
