import { createVerifier } from '@keyturn/relying-party';
import { sleep, systemClock } from '@keyturn/shared/clock';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steadyTraffic } from './steady-traffic.js';

const audience = 'https://api.example';
const server = new OAuth2Server();

beforeAll(async () => {
  await server.issuer.keys.generate('RS256', { kid: 'first' });
  await server.start(0, '127.0.0.1');
});

afterAll(() => server.stop());

function verifierOf(issuer: string) {
  // Its tokens are plain JWTs, so the profile is named.
  return createVerifier({
    issuers: [{ issuer, audience, profile: 'anyJwt' }],
    allowLoopback: true,
    durations: 'drill',
  });
}

/** A token of the mock server; claims that are set to undefined are left out. */
function mint(claims: Record<string, unknown> = {}, kid?: string): Promise<string> {
  return server.issuer.buildToken({
    expiresIn: 60,
    ...(kid === undefined ? {} : { kid }),
    scopesOrTransform: (_header, payload) => {
      Object.assign(payload, { aud: audience }, claims);
    },
  });
}

test('our verifier follows a planned rotation of oauth2-mock-server: nothing refused', async () => {
  const issuer = server.issuer.url ?? '';
  const verifier = verifierOf(issuer);
  let kid = 'first';
  const traffic = steadyTraffic(verifier, () => mint({}, kid));
  const wait = (seconds: number) => sleep(systemClock, seconds * 1000);
  await wait(1);
  await server.issuer.keys.generate('RS256', { kid: 'second' });
  await wait(4);
  kid = 'second';
  await wait(2);
  const { accepted, refused, kids } = await traffic.stop();
  verifier.close();
  expect(refused).toEqual([]);
  expect(accepted).toBeGreaterThan(50);
  expect(kids.sort()).toEqual(['first', 'second']);
}, 30_000);

test.each([
  ['expired', 'token_expired', { exp: 1 }],
  ['without exp', 'claim_missing', { exp: undefined }],
  ['not yet valid', 'token_not_yet_valid', { nbf: Math.floor(systemClock.nowSeconds()) + 3600 }],
  ['for another audience', 'audience_mismatch', { aud: 'https://other.example' }],
  ['of another issuer', 'issuer_not_allowed', { iss: 'https://other.example' }],
])('a token %s is refused as %s', async (_name, code, claims) => {
  const verifier = verifierOf(server.issuer.url ?? '');
  const token = await mint(claims);
  await expect(verifier.verify(token)).rejects.toMatchObject({ code });
  verifier.close();
});
