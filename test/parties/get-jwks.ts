import { createVerifier, type DecodedJwt, TokenError } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import { askLibrary } from './ask-library.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

export const getJwks: Party = {
  name: 'get-jwks',
  versions: () => npmVersions('get-jwks', 'fast-jwt'),
  settings: 'with fast-jwt; `issuersWhitelist`; `providerDiscovery: true`',
  lifetime: { defaultSeconds: 60, option: 'ttl' },
  discovers: true,
  httpsOnly: false,
  open({ issuer, audience, lifetimeSeconds }) {
    const keys = buildGetJwks({
      issuersWhitelist: [issuer],
      providerDiscovery: true,
      ...(lifetimeSeconds === undefined ? {} : { ttl: lifetimeSeconds * 1000 }),
    });
    const verify = createVerifier({
      key: ({ header: { kid, alg }, payload: { iss } }: DecodedJwt) =>
        keys.getPublicKey({ kid, alg, domain: iss }),
      allowedIss: issuer,
      allowedAud: audience,
    });
    return askLibrary({
      verify,
      isRefusal: (error) => error instanceof TokenError && !isUnavailable(error),
    });
  },
};

/** A key was looked for and did not come, and not because the set lacks it. */
function isUnavailable(error: TokenError): boolean {
  const { originalError } = error as TokenError & { readonly originalError?: { readonly code?: string } };
  return error.code === TokenError.codes.keyFetchingError && originalError?.code !== 'JWK_NOT_FOUND';
}
