import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { compact, type MadeKey, makeKey } from '../../relying-party/made-tokens.js';
import { START_SECONDS } from '../http/test-provider.js';

/** Who asks for inners: a key of its own, and proofs of it. */
export interface Holder {
  readonly key: MadeKey;
  /** What makes the key, and no more. */
  readonly jwk: PublicJwk;
  /** A proof for the token endpoint of the tests, with changes. */
  prove(claims?: Record<string, unknown>, header?: Record<string, unknown>): string;
}

let made = 0;

export function makeHolder(alg: MadeKey['alg'] = 'ES256'): Holder {
  const key = makeKey(alg, 'unused');
  const { kid: _kid, alg: _alg, use: _use, ...jwk } = key.jwk;
  return {
    key,
    jwk,
    prove: (claims = {}, header = {}) =>
      compact(
        key,
        { typ: 'dpop+jwt', alg, jwk, ...header },
        {
          jti: `proof-${++made}`,
          htm: 'POST',
          htu: 'http://localhost:4000/token',
          iat: START_SECONDS,
          ...claims,
        },
      ),
  };
}
