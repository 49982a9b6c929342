import { expect, test } from 'vitest';
import { handedOut, type Seen } from '../http/seen.js';
import { basicAuthorization, startTestProvider, stored, tokenRequest } from '../http/test-provider.js';

/** What the log says of refused clients, but for the id of the request. */
const refusals = ({ logLines }: Seen) =>
  logLines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'client.refused')
    .map(({ level, time, event, requestId, ...told }) => {
      expect([level, requestId]).toEqual(['warn', expect.stringMatching(/^[\w-]{36}$/)]);
      return told;
    });

const withAuthorization = (authorization: string) => tokenRequest({}, { authorization });

test('an unknown client, a wrong secret and a malformed header get one answer', async () => {
  const { call } = await startTestProvider();
  const { clientSecret } = handedOut;
  const attempts = [
    basicAuthorization('nobody', clientSecret),
    basicAuthorization('reader & co', 'wrong'),
    basicAuthorization('reader & co', ''),
    basicAuthorization('', clientSecret),
    basicAuthorization('__proto__', clientSecret),
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${Buffer.from('reader%:x').toString('base64')}`,
    // Not form-encoded, as RFC 6749 2.3.1 asks: the "+" in the secret is a space.
    `Basic ${Buffer.from(`reader & co:${clientSecret}`).toString('base64')}`,
    'Basic !',
    'Basic',
    `Bearer ${Buffer.from('x').toString('base64')}`,
  ];
  const answers = await Promise.all(attempts.map((attempt) => call('/token', withAuthorization(attempt))));
  for (const answer of answers) {
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(answers[0]?.text);
    expect(answer.json.error).toBe('invalid_client');
    expect(answer.headers['www-authenticate']).toBe('Basic realm="keyturn token endpoint", charset="UTF-8"');
  }
});

test('no authentication at all is told so', async () => {
  const { call } = await startTestProvider();
  const { headers, ...rest } = tokenRequest();
  const { authorization, ...others } = headers ?? {};
  const answer = await call('/token', { ...rest, headers: others });
  expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  expect(authorization).toBeDefined();
});

test('a client_id in the body must be the same client', async () => {
  const { call } = await startTestProvider();
  expect((await call('/token', tokenRequest({ client_id: 'reader & co' }))).status).toBe(200);
  expect((await call('/token', tokenRequest({ client_id: 'other' }))).status).toBe(401);
});

test('two secrets are valid at once, so that they turn', async () => {
  const secrets = [stored(handedOut.clientSecret), stored('the-next-secret')];
  const { call } = await startTestProvider({
    clients: [{ clientId: 'reader & co', secrets, audiences: ['https://api.example'] }],
  });
  for (const secret of [handedOut.clientSecret, 'the-next-secret'])
    expect((await call('/token', withAuthorization(basicAuthorization('reader & co', secret)))).status).toBe(
      200,
    );
});

test('a client id that would break a header or a line is quoted in no header, and escaped in the log (provider-18)', async () => {
  const { call, seen } = await startTestProvider();
  const hostile = 'x\r\nSet-Cookie: a=b';
  const answer = await call('/token', withAuthorization(basicAuthorization(hostile, 'y')));
  expect(answer.status).toBe(401);
  expect(answer.headers['set-cookie']).toBeUndefined();
  expect(refusals(seen)).toEqual([{ reason: 'client_unknown', clientId: 'x\\u000d\\u000aSet-Cookie: a=b' }]);
});

test('the log says why, and the answer does not (provider-2)', async () => {
  const { call, seen } = await startTestProvider();
  const { clientSecret } = handedOut;
  const ask = async (authorization: string, parameters = {}) => {
    const answer = await call('/token', tokenRequest(parameters, { authorization }));
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
    return refusals({ ...seen, logLines: seen.logLines.splice(0) })[0];
  };
  const known = 'reader & co';
  expect(await ask(basicAuthorization(known, 'wrong'))).toEqual({ reason: 'secret_wrong', clientId: known });
  expect(await ask(basicAuthorization('nobody', 'x'))).toEqual({
    reason: 'client_unknown',
    clientId: 'nobody',
  });
  expect(await ask('Basic !')).toEqual({ reason: 'credentials_malformed' });
  expect(await ask('')).toEqual({ reason: 'credentials_missing' });
  expect(await ask('', { client_id: known, client_secret: clientSecret })).toEqual({
    reason: 'method_unsupported',
    clientId: known,
  });
  expect(await ask(basicAuthorization(known, clientSecret), { client_id: 'other' })).toEqual({
    reason: 'client_id_differs',
    clientId: known,
  });
  // What stands where the id should be is the secret: it must not reach the log.
  expect(await ask(basicAuthorization(clientSecret, known))).toEqual({
    reason: 'client_unknown',
    detail: 'id and secret are swapped',
  });
  expect(await ask(basicAuthorization(`${'long '.repeat(1000)}\u202e\u0007`, 'x'))).toEqual({
    reason: 'client_unknown',
    clientId: `${'long '.repeat(1000).slice(0, 64)}…`,
  });
  expect(await ask(basicAuthorization('bidi \u202e\u0007\\', 'x'))).toEqual({
    reason: 'client_unknown',
    clientId: 'bidi \\u202e\\u0007\\u005c',
  });
});
