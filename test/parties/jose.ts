import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { askLibrary } from './ask-library.js';
import { onceDiscovered } from './discover-by-hand.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Of jose's own errors, those that say nothing about the token: the key set did not come. */
const unavailable = ['ERR_JOSE_GENERIC', errors.JWKSTimeout.code, errors.JWKSInvalid.code];

export const jose: Party = {
  name: 'jose',
  versions: () => npmVersions('jose'),
  settings: 'createRemoteJWKSet and jwtVerify; discovery by hand',
  lifetime: { defaultSeconds: 600, option: 'cacheMaxAge' },
  discovers: false,
  httpsOnly: false,
  open({ issuer, audience, lifetimeSeconds }) {
    const options = lifetimeSeconds === undefined ? {} : { cacheMaxAge: lifetimeSeconds * 1000 };
    const keys = onceDiscovered(issuer, (jwksUri) => createRemoteJWKSet(new URL(jwksUri), options));
    return askLibrary({
      verify: async (token) => jwtVerify(token, await keys(), { issuer, audience }),
      isRefusal: (error) => error instanceof errors.JOSEError && !unavailable.includes(error.code),
    });
  },
};
