import { createVerifier } from '@keyturn/relying-party';
import { systemClock } from '@keyturn/shared/clock';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steppedTraffic } from './stepped-traffic.js';

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
  });
}

/** A token of the mock server; claims that are set to undefined are left out. */
function mint(claims: Record<string, unknown> = {}, kid?: string): Promise<string> {
  return server.issuer.buildToken({
    expiresIn: 7200,
    ...(kid === undefined ? {} : { kid }),
    scopesOrTransform: (_header, payload) => {
      Object.assign(payload, { aud: audience }, claims);
    },
  });
}

test('our verifier follows a planned rotation of oauth2-mock-server: nothing refused', async () => {
  const issuers = [{ issuer: server.issuer.url ?? '', audience, profile: 'anyJwt' as const }];
  let kid = 'first';
  const traffic = steppedTraffic({ issuers, allowLoopback: true }, () => mint({}, kid));
  await traffic.pass(5);
  await server.issuer.keys.generate('RS256', { kid: 'second' });
  await traffic.pass(15);
  kid = 'second';
  await traffic.pass(5);
  const { accepted, refused, kids } = traffic.end();
  expect(refused).toEqual([]);
  expect(accepted).toBe(2 * 50 - 1);
  expect(kids).toEqual(['first', 'second']);
});

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
