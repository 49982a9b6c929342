import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import {
  audience,
  clientId,
  clientSecret,
  issuer,
  listenOnLoopback,
  scope,
  tokenLifetimeSeconds,
} from './shared-terms.mjs';

/** oidc-provider with the same client, the same kind of token and keys for as many algorithms. */
export async function serveOidcProvider({ algorithms }) {
  const keys = await Promise.all(algorithms.map(makeJwk));
  const provider = new Provider(issuer, {
    jwks: { keys },
    clientDefaults: { id_token_signed_response_alg: keys[0].alg },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        scope,
      },
    ],
    scopes: [scope],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenLifetimeSeconds,
          jwt: { sign: { alg: keys[0].alg } },
        }),
      },
    },
  });
  return { port: await listenOnLoopback(createServer(provider.callback())) };
}

async function makeJwk(alg, at) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: `key-${at}`, use: 'sig', alg };
}
