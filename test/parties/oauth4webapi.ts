import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { askLibrary } from './ask-library.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Codes of its errors that say that documents did not come, or not as they must. */
const unavailable = [oauth.RESPONSE_IS_NOT_CONFORM, oauth.RESPONSE_IS_NOT_JSON];

/** How long the library keeps a copy. */
const DEFAULT_SECONDS = 300;

export const oauth4webapi: Party = {
  name: 'openid-client',
  versions: () => npmVersions('openid-client', 'oauth4webapi'),
  settings: 'its `discovery`, then `validateJwtAccessToken` of oauth4webapi',
  lifetime: { defaultSeconds: DEFAULT_SECONDS, option: 'jwksCache' },
  discovers: true,
  httpsOnly: false,
  open({ issuer, audience, lifetimeSeconds }) {
    const copy = new KeptCopy(lifetimeSeconds ?? DEFAULT_SECONDS);
    const isPlainHttp = issuer.startsWith('http:');
    let discovering: Promise<oauth.AuthorizationServer> | undefined;
    const discover = async () => {
      const execute = isPlainHttp ? [openid.allowInsecureRequests] : [];
      const found = await openid.discovery(new URL(issuer), 'service', undefined, openid.None(), { execute });
      return found.serverMetadata() as oauth.AuthorizationServer;
    };
    return askLibrary({
      async verify(token) {
        discovering ??= discover().catch((error: unknown) => {
          discovering = undefined;
          throw error;
        });
        const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } });
        const insecure = { [oauth.allowInsecureRequests]: isPlainHttp };
        const server = await discovering;
        if (lifetimeSeconds === undefined)
          await oauth.validateJwtAccessToken(server, request, audience, insecure);
        else
          await copy.use((cache) =>
            oauth.validateJwtAccessToken({ ...server }, request, audience, {
              ...insecure,
              [oauth.jwksCache]: cache,
            }),
          );
      },
      isRefusal: (error) =>
        (error instanceof oauth.OperationProcessingError ||
          error instanceof oauth.WWWAuthenticateChallengeError) &&
        !(error instanceof oauth.OperationProcessingError && unavailable.includes(error.code ?? '')),
    });
  },
};

/** Its cache, kept outside as its documentation shows; what was read counts as so much older. */
class KeptCopy {
  readonly #cache: oauth.JWKSCacheInput = {};
  readonly #olderSeconds: number;
  #seenUat: number | undefined;

  constructor(lifetimeSeconds: number) {
    this.#olderSeconds = DEFAULT_SECONDS - lifetimeSeconds;
  }

  async use(verify: (cache: oauth.JWKSCacheInput) => Promise<unknown>): Promise<void> {
    try {
      await verify(this.#cache);
    } finally {
      if ('uat' in this.#cache && this.#cache.uat !== this.#seenUat) {
        this.#cache.uat -= this.#olderSeconds;
        this.#seenUat = this.#cache.uat;
      }
    }
  }
}
