import { OAuthError } from './oauth-error.js';

const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * The scope of a token (RFC 6749 section 3.3): what is asked for if the client may have all of it, else everything that
 * the client may have. Undefined for a client without scopes.
 */
export function chooseScope(requested: string | undefined, allowed: readonly string[]): string | undefined {
  if (requested === undefined) return allowed.length === 0 ? undefined : allowed.join(' ');
  // One that is configured is well-formed, and nearly everybody asks for one.
  if (allowed.includes(requested)) return requested;
  if (!SCOPE.test(requested)) throw new OAuthError('invalid_scope', 'the scope is malformed');
  const asked = [...new Set(requested.split(' '))];
  if (!asked.every((scope) => allowed.includes(scope)))
    throw new OAuthError('invalid_scope', 'the client may not have all of this scope');
  return asked.join(' ');
}
