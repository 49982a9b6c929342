import { createVerifier } from '@keyturn/relying-party';
import { sleep, systemClock } from '@keyturn/shared/clock';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { expect, test } from 'vitest';
import { serve } from './serve.js';
import { steadyTraffic } from './steady-traffic.js';

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
          accessTokenTTL: 60,
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
  const verifier = createVerifier({
    issuers: [{ issuer: server.origin, audience }],
    allowLoopback: true,
    durations: 'drill',
  });
  const traffic = steadyTraffic(verifier, issue);
  const wait = (seconds: number) => sleep(systemClock, seconds * 1000);

  await wait(1);
  turn(first, second);
  await wait(4); // longer than the verifier keeps a set of a provider that sends no cache headers
  turn(second, first);
  await wait(2);
  turn(second);
  await wait(3);

  const { accepted, refused, kids } = await traffic.stop();
  verifier.close();
  await server.close();
  expect(refused).toEqual([]);
  expect(accepted).toBeGreaterThan(100);
  expect(kids.sort()).toEqual(['first', 'second']);
}, 30_000);
