import { JwtVerifier } from 'aws-jwt-verify';
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwtBaseError,
} from 'aws-jwt-verify/error';
import { askLibrary } from './ask-library.js';
import { onceDiscovered } from './discover-by-hand.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Of its own errors, those that say nothing about the token: the key set did not come. */
const unavailable = [FetchError, JwksNotAvailableInCacheError, JwksValidationError];

export const awsJwtVerify: Party = {
  name: 'aws-jwt-verify',
  versions: () => npmVersions('aws-jwt-verify'),
  settings: 'JwtVerifier; discovery by hand',
  lifetime: { defaultSeconds: null, option: null },
  discovers: false,
  httpsOnly: true,
  open({ issuer, audience }) {
    const verifier = onceDiscovered(issuer, (jwksUri) => JwtVerifier.create({ issuer, audience, jwksUri }));
    return askLibrary({
      verify: async (token) => (await verifier()).verify(token),
      isRefusal: (error) =>
        error instanceof JwtBaseError && !unavailable.some((kind) => error instanceof kind),
    });
  },
};
