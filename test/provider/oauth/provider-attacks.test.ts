import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkConfiguration } from '../../../provider/configuration/check-configuration.js';
import { handedOut } from '../http/seen.js';
import {
  basicAuthorization,
  START_SECONDS,
  startProvider,
  startTestProvider,
  testConfiguration,
  tokenRequest,
} from '../http/test-provider.js';

const ONE = 'http://localhost:4000/one';
const TWO = 'http://localhost:4000/two';
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' }] };
const robot = {
  clientId: 'robot',
  jwks,
  audiences: ['https://api.example'],
  introspects: ['https://api.example'],
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function makeAssertion(aud: string, jti: string): string {
  const claims = { iss: 'robot', sub: 'robot', aud, iat: START_SECONDS, exp: START_SECONDS + 60, jti };
  const input = `${encode({ alg: 'ES256', kid: 'k1' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: keys.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const withAssertion = (assertion: string, parameters: Readonly<Record<string, string>>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...parameters,
  }).toString(),
});
const forToken = (assertion: string) => withAssertion(assertion, { grant_type: 'client_credentials' });

function startTwo() {
  const { cron, wrappingKey, rotation, discovery } = testConfiguration;
  const issuers = [ONE, TWO].map((issuer) => ({
    issuer,
    store: { kind: 'memory' as const },
    rotation,
    discovery,
    clients: [{ ...robot, tokenEndpointAsAudience: true }],
  }));
  return startProvider({ cron, wrappingKey, issuers });
}

test('assertion with the token endpoint of another issuer as audience (provider-5)', async () => {
  const { call } = await startTwo();
  for (const [at, audience] of [
    TWO,
    `${TWO}/token`,
    `${ONE}/introspect`,
    'http://localhost:4000',
  ].entries()) {
    const answer = await call('/one/token', forToken(makeAssertion(audience, `other-${at}`)));
    expect([audience, answer.status, answer.json.error]).toEqual([audience, 401, 'invalid_client']);
  }
  expect((await call('/one/token', forToken(makeAssertion(`${ONE}/token`, 'own')))).status).toBe(200);
});

test('code/assertion replay (jti): not at another endpoint of the issuer either, and no harm at another issuer (provider-4)', async () => {
  const { call } = await startTwo();
  const assertion = makeAssertion(ONE, 'once');
  expect((await call('/one/token', forToken(assertion))).status).toBe(200);
  for (const path of ['/one/token', '/one/introspect', '/one/revoke']) {
    const replayed = await call(
      path,
      withAssertion(assertion, { grant_type: 'client_credentials', token: 'x' }),
    );
    expect([path, replayed.status, replayed.json.error]).toEqual([path, 401, 'invalid_client']);
  }
  expect((await call('/two/token', forToken(makeAssertion(TWO, 'once')))).status).toBe(200);
});

test.each([
  'https://a.example/../cron',
  'https://a.example/x/%2e%2e/y',
  'https://a.example/x\\..\\y',
  'https://a.example//x',
])('path-traversal issuer names: %s (provider-17)', (issuer) => {
  expect(() => checkConfiguration({ issuers: [{ issuer }] })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
});

test('header injection through client ids (provider-18)', async () => {
  const clients = [{ ...robot, clientId: 'a\r\nSet-Cookie: x=y' }];
  expect(() => checkConfiguration({ issuer: ONE, clients })).toThrow(
    expect.objectContaining({ code: 'config_invalid' }),
  );
  const { call } = await startTestProvider();
  const authorization = basicAuthorization('a\r\nSet-Cookie: x=y', handedOut.clientSecret);
  for (const path of ['/token', '/introspect', '/revoke']) {
    const answer = await call(path, tokenRequest({}, { authorization }));
    expect(answer.status).toBe(401);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  }
});

test('header injection through what a page says its origin is', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest({}, { origin: 'https://evil.example' }));
  expect(JSON.stringify(answer.headers)).not.toContain('evil.example');
});
