import { systemClock } from '@keyturn/shared/clock';
import nock from 'nock';
import { onTestFinished } from 'vitest';
import { issuer, type MadeKey } from './made-tokens.js';

/** The issuer of the pages, by its name, for whatever asks over http: libraries that know no clock but the system's. */
export function serveIssuer(key: MadeKey, status = 200): void {
  onTestFinished(() => nock.cleanAll());
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  const serve = (path: string, body: object) =>
    nock(issuer).persist().get(path).optionally().reply(status, body);
  serve('/.well-known/openid-configuration', {
    issuer,
    jwks_uri: jwksUri,
    id_token_signing_alg_values_supported: [key.alg],
  });
  serve('/.well-known/jwks.json', { keys: [key.jwk] });
}

/** Times of a token that is good now. */
export function timesNow(changes: Record<string, unknown> = {}) {
  const now = Math.floor(systemClock.nowSeconds());
  return { iat: now - 10, exp: now + 300, ...changes };
}
