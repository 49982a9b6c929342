import jsonwebtoken, { type JwtHeader, type SigningKeyCallback } from 'jsonwebtoken';
import jwksRsa, { type JwksClient, type Options } from 'jwks-rsa';
import { askLibrary } from './ask-library.js';
import { onceDiscovered } from './discover-by-hand.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

const common = {
  versions: () => npmVersions('jwks-rsa', 'jsonwebtoken'),
  lifetime: { defaultSeconds: 600, option: 'cacheMaxAge' },
  discovers: false,
  httpsOnly: false,
} as const;

type Chosen = (lifetimeSeconds: number) => Partial<Options>;

/** @param chosen what a service asks for beyond the defaults. */
function open(chosen: Chosen): Party['open'] {
  return ({ issuer, audience, lifetimeSeconds = common.lifetime.defaultSeconds }) => {
    const lifetime = { cacheMaxAge: lifetimeSeconds * 1000 };
    const client = onceDiscovered(issuer, (jwksUri) =>
      jwksRsa({ jwksUri, ...lifetime, ...chosen(lifetimeSeconds) }),
    );
    return askLibrary({
      verify: async (token) => verify(token, await client(), { issuer, audience }),
      // What fails while a key is looked for comes as the same error: a service cannot tell it from a bad token.
      isRefusal: (error) => error instanceof jsonwebtoken.JsonWebTokenError,
    });
  };
}

function verify(
  token: string,
  client: JwksClient,
  expected: { readonly issuer: string; readonly audience: string },
): Promise<unknown> {
  const findKey = ({ kid }: JwtHeader, found: SigningKeyCallback) =>
    client.getSigningKey(kid, (error, key) => found(error, key?.getPublicKey()));
  return new Promise((resolve, reject) => {
    jsonwebtoken.verify(token, findKey, expected, (error, claims) =>
      error ? reject(error) : resolve(claims),
    );
  });
}

export const jwksRsaPlain: Party = {
  ...common,
  name: 'jwks-rsa',
  settings: 'with jsonwebtoken; discovery by hand',
  open: open(() => ({})),
};

export const jwksRsaLimited: Party = {
  ...common,
  name: 'jwks-rsa with rateLimit',
  settings: 'with jsonwebtoken; discovery by hand; `rateLimit: true`',
  open: open(() => ({ rateLimit: true })),
};

export const jwksRsaFallback: Party = {
  ...common,
  name: 'jwks-rsa with fallback',
  settings: 'with jsonwebtoken; discovery by hand; `cacheMaxAgeFallback` as long as `cacheMaxAge`',
  open: open((lifetimeSeconds) => ({ cacheMaxAgeFallback: lifetimeSeconds * 1000 })),
};
