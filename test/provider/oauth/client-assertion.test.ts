import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { START_SECONDS, startTestProvider } from '../http/test-provider.js';
import { type Assertion, assertionRequest, encode, ISSUER, jwks, makeAssertion } from './assertions.js';

function startWithRobot(overrides: { tokenEndpointAsAudience?: boolean } = {}) {
  return startTestProvider({
    clients: [
      { clientId: 'robot', jwks, audiences: ['https://api.example'], scopes: ['work'], ...overrides },
      { clientId: 'other', jwks, audiences: ['https://api.example'] },
    ],
  });
}

test.each<[string, Assertion]>([
  ['plain', {}],
  ['as a JWT', { header: { typ: 'JWT' } }],
  ['with the type of rfc7523bis', { header: { typ: 'client-authentication+jwt' } }],
  ['with its one audience in a list', { claims: { aud: [ISSUER] } }],
  ['of five minutes', { claims: { exp: START_SECONDS + 300 } }],
  ['without a kid', { header: { kid: undefined } }],
])('an assertion %s gets a token', async (_, assertion) => {
  const { call } = await startWithRobot();
  const answer = await call('/token', assertionRequest(makeAssertion(assertion)));
  expect(answer.text).toContain('"token_type":"Bearer"');
  expect(answer.json.scope).toBe('work');
});

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

test.each<[string, Assertion]>([
  ['for the token endpoint', { claims: { aud: `${ISSUER}/token` } }],
  ['for another issuer', { claims: { aud: 'https://other.example' } }],
  ['for another issuer’s token endpoint (provider-5)', { claims: { aud: 'https://other.example/token' } }],
  ['for us and another', { claims: { aud: [ISSUER, 'https://other.example'] } }],
  ['for us with a slash', { claims: { aud: `${ISSUER}/` } }],
  ['for nobody', { claims: { aud: undefined } }],
  ['about another subject', { claims: { sub: 'other' } }],
  ['of an unknown client', { claims: { iss: 'nobody', sub: 'nobody' } }],
  ['without a subject', { claims: { sub: undefined } }],
  ['without an id', { claims: { jti: undefined } }],
  ['with an empty id', { claims: { jti: '' } }],
  ['with an id that is no text', { claims: { jti: 7 } }],
  ['with an endless id', { claims: { jti: 'x'.repeat(257) } }],
  ['without an end', { claims: { exp: undefined } }],
  ['without a beginning', { claims: { iat: undefined } }],
  ['that is over', { claims: { iat: START_SECONDS - 100, exp: START_SECONDS - 30 } }],
  ['that is too long', { claims: { exp: START_SECONDS + 301 } }],
  ['that ends too far ahead', { claims: { iat: START_SECONDS + 50, exp: START_SECONDS + 340 } }],
  ['of the future', { claims: { iat: START_SECONDS + 200, exp: START_SECONDS + 260 } }],
  ['that is an access token', { header: { typ: 'at+jwt' } }],
  ['by another key', { key: stranger }],
  ['under an unknown kid', { header: { kid: 'k2' } }],
  ['with alg none (provider-6)', { header: { alg: 'none' } }],
  ['with alg HS256 (provider-7)', { header: { alg: 'HS256' } }],
  ['with another alg', { header: { alg: 'RS256' } }],
  ['that brings its key', { header: { jwk: jwks.keys[0], kid: undefined }, key: stranger }],
  ['with crit', { header: { crit: ['b64'], b64: true } }],
])('an assertion %s is refused', async (_, assertion) => {
  const { call } = await startWithRobot();
  const answer = await call('/token', assertionRequest(makeAssertion(assertion)));
  expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
});

test.each([
  '',
  'a.b.c',
  '..',
  `${encode({ alg: 'none' })}.${encode({ iss: 'robot', sub: 'robot' })}.`,
  'x'.repeat(9000),
])('the text "%.20s" is no assertion', async (text) => {
  const { call } = await startWithRobot();
  expect((await call('/token', assertionRequest(text))).status).toBe(401);
});

test('an assertion counts once, also when it comes twice at once (provider-4)', async () => {
  const { call, clock } = await startWithRobot();
  const request = assertionRequest(makeAssertion({ claims: { exp: START_SECONDS + 300 } }));
  const statuses = await Promise.all([1, 2, 3].map(async () => (await call('/token', request)).status));
  expect(statuses.sort()).toEqual([200, 401, 401]);
  await clock.advanceSeconds(299);
  expect((await call('/token', request)).status).toBe(401);
});

test('the same id of another client is another assertion', async () => {
  const { call } = await startWithRobot();
  const claims = { jti: 'shared' };
  expect((await call('/token', assertionRequest(makeAssertion({ claims })))).status).toBe(200);
  const other = makeAssertion({ claims: { ...claims, iss: 'other', sub: 'other' } });
  expect((await call('/token', assertionRequest(other))).status).toBe(200);
});

test('a refused assertion does not use up its id', async () => {
  const { call } = await startWithRobot();
  const claims = { jti: 'precious' };
  expect((await call('/token', assertionRequest(makeAssertion({ claims, key: stranger })))).status).toBe(401);
  expect((await call('/token', assertionRequest(makeAssertion({ claims })))).status).toBe(200);
});

test('the token endpoint is an audience by name', async () => {
  const { call } = await startWithRobot({ tokenEndpointAsAudience: true });
  for (const aud of [`${ISSUER}/token`, ISSUER])
    expect((await call('/token', assertionRequest(makeAssertion({ claims: { aud } })))).status).toBe(200);
  const foreign = makeAssertion({ claims: { aud: 'https://other.example/token' } });
  expect((await call('/token', assertionRequest(foreign))).status).toBe(401);
});

test.each([
  [{ client_assertion_type: 'urn:other' }, 400, 'invalid_request'],
  [{ client_assertion_type: '' }, 400, 'invalid_request'],
  [{ client_id: 'other' }, 401, 'invalid_client'],
  [{ client_id: 'robot' }, 200, undefined],
])('with %j', async (parameters, status, error) => {
  const { call } = await startWithRobot();
  const answer = await call('/token', assertionRequest(makeAssertion(), parameters));
  expect([answer.status, answer.json.error]).toEqual([status, error]);
});

test('a client with keys has no secret', async () => {
  const { call } = await startWithRobot();
  for (const secret of ['', 'anything']) {
    const authorization = `Basic ${Buffer.from(`robot:${secret}`).toString('base64')}`;
    const { headers, ...rest } = assertionRequest('');
    const body = 'grant_type=client_credentials';
    const answer = await call('/token', { ...rest, headers: { ...headers, authorization }, body });
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  }
});

test.each<[string, string, Assertion]>([
  ['assertion_refused', 'signature_invalid', { key: stranger }],
  ['assertion_refused', 'token_expired', { claims: { iat: START_SECONDS - 100, exp: START_SECONDS - 30 } }],
  ['assertion_claim_wrong', 'sub', { claims: { sub: 'other' } }],
  ['assertion_claim_wrong', 'jti', { claims: { jti: undefined } }],
  ['assertion_claim_wrong', 'typ', { header: { typ: 'at+jwt' } }],
])('the log says why an assertion is refused: %s, %s', async (reason, detail, assertion) => {
  const { call, seen } = await startWithRobot();
  expect((await call('/token', assertionRequest(makeAssertion(assertion)))).status).toBe(401);
  const lines = seen.logLines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'client.refused');
  expect(lines).toEqual([expect.objectContaining({ reason, detail, clientId: 'robot' })]);
});

test('the log tells a replay, and shows nothing of the assertion', async () => {
  const { call, seen } = await startWithRobot();
  const assertion = makeAssertion();
  expect((await call('/token', assertionRequest(assertion))).status).toBe(200);
  expect((await call('/token', assertionRequest(assertion))).status).toBe(401);
  expect(seen.logLines.join('')).toContain('"reason":"assertion_replayed","clientId":"robot"');
  expect((await call('/token', assertionRequest('no.jwt'))).status).toBe(401);
  expect(seen.logLines.join('')).toContain('"reason":"assertion_refused"');
  expect(seen.logLines.join('')).not.toContain(assertion.slice(0, 20));
});
