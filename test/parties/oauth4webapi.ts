import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { askLibrary } from './ask-library.js';
import { npmVersions } from './npm-versions.js';
import type { Party } from './party.js';

/** Codes of its errors that say that documents did not come, or not as they must. */
const unavailable = [oauth.RESPONSE_IS_NOT_CONFORM, oauth.RESPONSE_IS_NOT_JSON];

export const oauth4webapi: Party = {
  name: 'openid-client',
  versions: () => npmVersions('openid-client', 'oauth4webapi'),
  settings: 'its `discovery`, then `validateJwtAccessToken` of oauth4webapi',
  lifetime: { defaultSeconds: 300, option: null },
  discovers: true,
  httpsOnly: false,
  open({ issuer, audience }) {
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
        const options = { [oauth.allowInsecureRequests]: isPlainHttp };
        await oauth.validateJwtAccessToken(await discovering, request, audience, options);
      },
      isRefusal: (error) =>
        (error instanceof oauth.OperationProcessingError ||
          error instanceof oauth.WWWAuthenticateChallengeError) &&
        !(error instanceof oauth.OperationProcessingError && unavailable.includes(error.code ?? '')),
    });
  },
};
