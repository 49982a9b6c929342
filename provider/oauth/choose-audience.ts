import { OAuthError } from './oauth-error.js';
import type { Form } from './parse-form.js';

/** The `aud` of a token: `resource` (RFC 8707) or `audience` if the client may have it, else the client's first. */
export function chooseAudience(form: Form, allowed: readonly string[]): string {
  if (allowed.length === 0)
    throw new OAuthError(
      'unauthorized_client',
      'the client may not have tokens: no audience is configured for it',
    );
  const resource = form.get('resource');
  const asked = resource ?? form.get('audience') ?? allowed[0];
  if (resource !== undefined && form.has('audience') && form.get('audience') !== resource)
    throw new OAuthError('invalid_target', 'resource and audience differ');
  if (asked === undefined || !allowed.includes(asked))
    throw new OAuthError('invalid_target', 'the client may not have tokens for this resource');
  return asked;
}
