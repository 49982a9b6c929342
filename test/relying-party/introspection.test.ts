import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type IntrospectionOptions, introspection } from '@keyturn/relying-party/introspection';
import { turnOfEventLoop, VirtualClock } from '@keyturn/shared/virtual-clock';
import { describe, expect, test } from 'vitest';
import { createVerifierOn } from '../../relying-party/create-verifier.js';
import type { FetchDocument, FetchRequest } from '../../relying-party/fetch/door.js';
import { FetchFailure } from '../../relying-party/fetch/fetch-failure.js';
import { createNodeFetch } from '../../relying-party/fetch/node.js';
import { createWebFetch } from '../../relying-party/fetch/web.js';
import { limits } from '../../relying-party/limits.js';
import { oneTimeTokens } from '../../relying-party/one-time.js';
import type { VerifierOptions } from '../../relying-party/options.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import { decodeBase64urlByBuffer } from '../../relying-party/token/base64url-node.js';
import { accessToken, audience, issuer, makeKey, nowSeconds, refusal, refusalCode } from './made-tokens.js';

const key = makeKey('ES256');
const endpoint = {
  url: 'https://issuer.example/introspect',
  authenticate: () => ({ headers: { authorization: 'Basic s3cret' }, form: { client_id: 'api' } }),
};
type Answer = Record<string, unknown> | string | Error;

/** A verifier whose one endpoint answers what the test says, and that counts the questions. */
function makeStand(options: Partial<IntrospectionOptions> = {}, more: Partial<VerifierOptions> = {}) {
  const clock = new VirtualClock(nowSeconds);
  const state = {
    asked: [] as FetchRequest[],
    answer: { active: true } as Answer,
    held: undefined as Promise<void> | undefined,
    stepSeconds: 0,
  };
  const stepped = {
    nowSeconds: () => clock.nowSeconds() + state.stepSeconds,
    monotonicMilliseconds: () => clock.monotonicMilliseconds(),
    after: (milliseconds: number, task: () => void) => clock.after(milliseconds, task),
  };
  const fetchDocument: FetchDocument = async (request) => {
    state.asked.push(request);
    await state.held;
    const { answer } = state;
    if (answer instanceof Error) throw answer;
    const body = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
    return { status: 200, body, header: () => undefined, receivedAtSeconds: clock.nowSeconds() };
  };
  const verifier = createVerifierOn(
    {
      clock: stepped,
      createFetch: () => fetchDocument,
      decodeBase64url: decodeBase64urlByBuffer,
      signature: createNodeSignature(),
      draw: () => 0.5,
    },
    {
      issuers: [{ issuer, audience, discovery: { jwks: { keys: [key.jwk] } } }],
      furtherChecks: [introspection({ endpoints: { [issuer]: endpoint }, ...options })],
      ...more,
    },
  );
  return { verifier, clock, state };
}

/** The endpoint answers nobody until it is released. */
function hold(state: { held: Promise<void> | undefined }): { release: () => void } {
  let release = () => {};
  state.held = new Promise((resolve) => {
    release = resolve;
  });
  return { release: () => release() };
}

describe.each([
  ['without a token cache', {}],
  ['with a token cache', { tokenCache: {} }],
])('%s', (_what, more) => {
  test('an active token is asked about once in cacheSeconds, and refused when it is no more', async () => {
    const { verifier, clock, state } = makeStand({}, more);
    const token = accessToken(key);
    for (const waitSeconds of [0, 29.9]) {
      await clock.advanceSeconds(waitSeconds);
      expect((await verifier.verify(token)).claims.sub).toBe('client-1');
    }
    expect(state.asked).toHaveLength(1);
    state.answer = { active: false };
    await clock.advanceSeconds(0.2);
    expect(await refusalCode(verifier.verify(token))).toBe('token_inactive');
    expect(state.asked).toHaveLength(2);
    state.answer = { active: true };
    expect(await refusalCode(verifier.verify(token))).toBe('token_inactive');
    expect(state.asked).toHaveLength(2);
  });
});

test('the question is a form with the token, sent with the credentials', async () => {
  const { verifier, state } = makeStand();
  const token = accessToken(key);
  await verifier.verify(token);
  const [asked] = state.asked;
  expect(asked?.url).toBe(endpoint.url);
  expect(asked?.post?.headers).toEqual({ authorization: 'Basic s3cret' });
  expect(Object.fromEntries(new URLSearchParams(asked?.post?.body))).toEqual({
    client_id: 'api',
    token,
    token_type_hint: 'access_token',
  });
});

test('it never comes instead of verifying: a refused token is asked nobody about', async () => {
  const { verifier, state } = makeStand();
  expect(await refusalCode(verifier.verify(accessToken(makeKey('ES256'))))).toBe('signature_invalid');
  expect(await refusalCode(verifier.verify(accessToken(key, { exp: nowSeconds - 60 })))).toBe(
    'token_expired',
  );
  expect(await refusalCode(verifier.verify(accessToken(key, { aud: 'other' })))).toBe('audience_mismatch');
  expect(state.asked).toEqual([]);
});

test('fifty that wait for one token ask once', async () => {
  const { verifier, state } = makeStand();
  const { release } = hold(state);
  const token = accessToken(key);
  const verdicts = Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)));
  await turnOfEventLoop();
  release();
  expect(await verdicts).toHaveLength(50);
  expect(state.asked).toHaveLength(1);
});

test('questions under way are bounded: one more is refused with 503', async () => {
  const { verifier, state } = makeStand();
  const { release } = hold(state);
  const verdicts = Array.from({ length: 65 }, (_, at) =>
    verifier.verify(accessToken(key, { jti: `${at}` })).then(
      () => 'accepted',
      (error) => error.cause.code,
    ),
  );
  expect(await Promise.race(verdicts)).toBe('introspection_too_many');
  release();
  const outcomes = await Promise.all(verdicts);
  expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(64);
  expect(state.asked).toHaveLength(64);
});

test.each<[string, Answer, string]>([
  ['a dead endpoint', new FetchFailure('connection_failed', 'gone'), 'connection_failed'],
  ['a wrong status', new FetchFailure('status_unexpected', '401'), 'status_unexpected'],
  ['no JSON', '<html>', 'introspection_invalid'],
  ['a list', '[true]', 'introspection_invalid'],
  ['no word of active', {}, 'introspection_invalid'],
  ['active as text', { active: 'true' }, 'introspection_invalid'],
  ['active as a number', { active: 1 }, 'introspection_invalid'],
  ['another issuer', { active: true, iss: 'https://other.example' }, 'introspection_of_another_token'],
  ['another token', { active: true, jti: 'token-2' }, 'introspection_of_another_token'],
])('%s is 503, unless the loose choice is typed out', async (_what, answer, cause) => {
  const strict = makeStand();
  strict.state.answer = answer;
  const told: unknown[] = [];
  strict.verifier.on('introspection.failed', (detail) => told.push(detail));
  const refused = await refusal(strict.verifier.verify(accessToken(key)));
  expect(refused).toMatchObject({ code: 'introspection_unavailable', status: 503, retryable: true });
  expect(refused.cause).toMatchObject({ code: cause });
  expect(refused.retryAfterSeconds).toBe(2);
  expect(told).toEqual([{ issuer, reason: cause, consecutiveFailures: 1, nextAttemptInSeconds: 1.5 }]);
  const loose = makeStand({ acceptWhenUnavailable: true });
  loose.state.answer = answer;
  expect((await loose.verifier.verify(accessToken(key))).kid).toBe('kid-ES256');
});

test('the loose choice accepts no token that is said to be inactive', async () => {
  const { verifier, state } = makeStand({ acceptWhenUnavailable: true });
  state.answer = { active: false };
  expect(await refusalCode(verifier.verify(accessToken(key)))).toBe('token_inactive');
});

test('a failing endpoint is left alone for a while, and answers at hand are used meanwhile', async () => {
  const { verifier, clock, state } = makeStand();
  const known = accessToken(key, { jti: 'known' });
  await verifier.verify(known);
  state.answer = new FetchFailure('connection_failed', 'gone');
  for (let again = 0; again < 20; again++)
    expect(await refusalCode(verifier.verify(accessToken(key)))).toBe('introspection_unavailable');
  expect(state.asked).toHaveLength(2);
  expect((await verifier.verify(known)).claims.jti).toBe('known');
  state.answer = { active: true };
  await clock.advanceSeconds(1.6);
  expect((await verifier.verify(accessToken(key))).kid).toBe('kid-ES256');
});

test('a clock that is set back makes no old answer young', async () => {
  const { verifier, clock, state } = makeStand();
  await verifier.verify(accessToken(key));
  await clock.advanceSeconds(31);
  state.stepSeconds = -31;
  state.answer = { active: false };
  expect(await refusalCode(verifier.verify(accessToken(key)))).toBe('token_inactive');
});

test('an issuer that nothing is said about is refused, and null asks nobody', async () => {
  const forgotten = makeStand({ endpoints: {}, acceptWhenUnavailable: true });
  const refused = await refusal(forgotten.verifier.verify(accessToken(key)));
  expect(refused.cause).toMatchObject({ code: 'introspection_not_configured' });
  for (const endpoints of [{ [issuer]: null }, () => null]) {
    const { verifier, state } = makeStand({ endpoints });
    expect((await verifier.verify(accessToken(key))).kid).toBe('kid-ES256');
    expect(state.asked).toEqual([]);
  }
  const byFunction = makeStand({ endpoints: (name) => (name === issuer ? endpoint : undefined) });
  byFunction.state.answer = { active: false };
  expect(await refusalCode(byFunction.verifier.verify(accessToken(key)))).toBe('token_inactive');
});

test('no error holds a token or a credential', async () => {
  const { verifier } = makeStand({
    endpoints: { [issuer]: { ...endpoint, authenticate: () => Promise.reject(new Error('Basic s3cret')) } },
  });
  const token = accessToken(key);
  const refused = await refusal(verifier.verify(token));
  const cause = refused.cause as Error;
  expect(cause).toMatchObject({ code: 'introspection_authentication_failed' });
  const words = [refused, cause]
    .map((error) => `${error.message} ${error.stack} ${JSON.stringify(error)}`)
    .join();
  expect(words).not.toContain('s3cret');
  expect(words).not.toContain(token);
});

test('a token for one use is not used up while nobody can be asked', async () => {
  const furtherChecks = [oneTimeTokens(), introspection({ endpoints: { [issuer]: endpoint } })];
  const { verifier, clock, state } = makeStand({}, { furtherChecks });
  state.answer = new FetchFailure('connection_failed', 'gone');
  const token = accessToken(key);
  expect(await refusalCode(verifier.verify(token))).toBe('introspection_unavailable');
  state.answer = { active: true };
  await clock.advanceSeconds(2);
  expect((await verifier.verify(token)).kid).toBe('kid-ES256');
  expect(await refusalCode(verifier.verify(token))).toBe('token_replayed');
});

test.each([
  [{}, 'introspection.endpoints'],
  [{ endpoints: [] }, 'introspection.endpoints'],
  [{ endpoints: { a: { ...endpoint, url: 'http://issuer.example/' } } }, 'introspection.endpoints["a"].url'],
  [{ endpoints: { a: { url: endpoint.url } } }, 'introspection.endpoints["a"].authenticate'],
  [{ endpoints: {}, cacheSeconds: 301 }, 'introspection.cacheSeconds'],
  [{ endpoints: {}, failOpen: true }, 'introspection.failOpen'],
])('the options %j are refused', (options, option) => {
  const make = () => makeStand({}, { furtherChecks: [introspection(options as never)] });
  expect(make).toThrow(expect.objectContaining({ option }));
});

test.each([
  ['Node', createNodeFetch()],
  ['the web', createWebFetch()],
])(
  'by the door of %s the form arrives, and no credential follows a redirect',
  async (_name, fetchDocument) => {
    const came: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      came.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      if (request.headers.authorization !== 'Basic s3cret') response.writeHead(401).end();
      else if (request.url === '/away') response.writeHead(307, { location: '/introspect' }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{"active":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const rules = {
      allowLoopback: true,
      allowPrivateNetwork: false,
      deadlineMilliseconds: 5000,
      maxBodyBytes: limits.maxFetchBodyBytes,
      addressCheck: 'unavailable',
    } as const;
    const post = { headers: { authorization: 'Basic s3cret' }, body: 'token=a' };
    const { body } = await fetchDocument({ url: `${place}/introspect`, post }, rules);
    expect(Buffer.from(body).toString()).toBe('{"active":true}');
    await expect(fetchDocument({ url: `${place}/away`, post }, rules)).rejects.toMatchObject({
      code: 'redirect_refused',
    });
    const type = 'application/x-www-form-urlencoded';
    expect(came).toEqual([`POST /introspect ${type} token=a`, `POST /away ${type} token=a`]);
    server.close();
    server.closeAllConnections();
  },
);
