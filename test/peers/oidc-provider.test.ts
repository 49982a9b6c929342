import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { expect, test } from 'vitest';
import { serve } from './serve.js';
import { steppedTraffic } from './stepped-traffic.js';

const audience = 'https://api.example';

async function privateJwk(kid: string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

/** The certified provider, issuing JWT access tokens by client_credentials; the first key of the set signs. */
function providerWith(issuer: string, keys: Awaited<ReturnType<typeof privateJwk>>[]) {
  return new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: 'service',
        client_secret: 'a-secret-of-the-test-and-nothing-else',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'read',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 7200,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}

test('our verifier follows a planned rotation of oidc-provider: nothing refused', async () => {
  const server = await serve();
  const [first, second] = [await privateJwk('first'), await privateJwk('second')];
  const turn = (...keys: (typeof first)[]) => server.handle(providerWith(server.origin, keys).callback());
  turn(first);
  const issue = async () => {
    const response = await fetch(`${server.origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('service:a-secret-of-the-test-and-nothing-else')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return token;
  };
  const traffic = steppedTraffic(
    { issuers: [{ issuer: server.origin, audience }], allowLoopback: true },
    issue,
  );

  await traffic.pass(5);
  turn(first, second);
  // Longer than the verifier keeps a set of a provider that sends no cache headers.
  await traffic.pass(15);
  turn(second, first);
  await traffic.pass(5);
  turn(second);
  await traffic.pass(15);

  const { accepted, refused, kids } = traffic.end();
  await server.close();
  expect(refused).toEqual([]);
  expect(accepted).toBe(2 * 80 - 1);
  expect(kids).toEqual(['first', 'second']);
});
