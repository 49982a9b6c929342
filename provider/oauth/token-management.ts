import type { Clock } from '@keyturn/shared/clock';
import type { RateLimit } from '../http/rate-limits.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { SignToken } from '../tokens/sign-token.js';
import type { ClientAuthentication } from './authenticate-client.js';
import type { OwnTokens } from './own-tokens.js';

/** What the endpoints for tokens that were issued work with. */
export interface TokenManagement {
  readonly authentication: ClientAuthentication;
  readonly tokens: OwnTokens;
  readonly signToken: SignToken;
  readonly limit: RateLimit;
  readonly clock: Clock;
  readonly log: LogEvent;
}
