import { expect, test } from 'vitest';
import { handedOut } from '../http/seen.js';
import { basicAuthorization, startTestProvider, tokenRequest } from '../http/test-provider.js';

const form = 'application/x-www-form-urlencoded';
const good = 'grant_type=client_credentials';

test.each([
  ['grant_type is missing', 'scope=read', 'invalid_request'],
  ['grant_type is empty', 'grant_type=', 'invalid_request'],
  ['an unknown grant', 'grant_type=password', 'unsupported_grant_type'],
  ['a grant named like a member of objects', 'grant_type=constructor', 'unsupported_grant_type'],
  ['a grant named __proto__', 'grant_type=__proto__', 'unsupported_grant_type'],
  ['the grant twice (provider-8)', `${good}&${good}`, 'invalid_request'],
  ['a parameter twice, once empty (provider-8)', `${good}&scope=&scope=read`, 'invalid_request'],
  ['an unknown parameter twice (provider-8)', `${good}&x=1&x=2`, 'invalid_request'],
  ['the same name in two spellings (provider-8)', `${good}&scope=read&%73cope=write`, 'invalid_request'],
  ['a broken escape', `${good}&scope=%`, 'invalid_request'],
  ['a broken escape in a name', `${good}&%zz=1`, 'invalid_request'],
  ['an escape that is no UTF-8', `${good}&scope=%ff`, 'invalid_request'],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from(`${good}&scope=`), Buffer.from([0xff])]),
    'invalid_request',
  ],
  ['JSON in a form', '{"grant_type":"client_credentials"}', 'invalid_request'],
  ['nothing', '', 'invalid_request'],
])('%s', async (_, body, error) => {
  const { call } = await startTestProvider();
  const answer = await call('/token', { ...tokenRequest(), body });
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({
    error,
    error_description: expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/),
  });
  expect(answer.headers['cache-control']).toBe('no-store');
});

test.each([
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  `${form}; charset=utf-16`,
  `${form}-x`,
  '',
])('the content type "%s" is refused (provider-10)', async (type) => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest({}, { 'content-type': type }));
  expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
});

test('the content type may say that it is UTF-8', async () => {
  const { call } = await startTestProvider();
  const type = 'Application/X-WWW-Form-Urlencoded;charset=UTF-8';
  expect((await call('/token', tokenRequest({}, { 'content-type': type }))).status).toBe(200);
});

test('a compressed body is refused rather than unpacked', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest({}, { 'content-encoding': 'gzip' }));
  expect([answer.status, answer.json.error]).toEqual([415, 'invalid_request']);
});

test('a form over the cap is cut, announced or not (provider-9)', async () => {
  const { call } = await startTestProvider();
  const body = `${good}&scope=${'x'.repeat(10 * 1024 * 1024)}`;
  const announced = await call('/token', { ...tokenRequest(), body });
  expect([announced.status, announced.json.error]).toEqual([413, 'invalid_request']);
  const { headers } = tokenRequest();
  const chunked = await call('/token', {
    method: 'POST',
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body,
  });
  expect([chunked.status, chunked.json.error]).toEqual([413, 'invalid_request']);
  expect((await call('/token', tokenRequest())).status).toBe(200);
});

test.each([`/token?${good}`, `/token?client_id=reader&client_secret=x`, '/token?x=1'])(
  'parameters in the URL are refused: %s (provider-1)',
  async (path) => {
    const { call, seen } = await startTestProvider();
    const answer = await call(path, tokenRequest());
    expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
    expect(seen.logLines.join('')).not.toContain('client_id=');
  },
);

test('a client secret in the body is no method of a client that is not named for it', async () => {
  const { call } = await startTestProvider();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'reader & co',
    client_secret: handedOut.clientSecret,
  });
  const headers = { 'content-type': form };
  const answer = await call('/token', { method: 'POST', headers, body: body.toString() });
  expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
});

test('two methods of authentication at once are refused', async () => {
  const { call } = await startTestProvider();
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const answer = await call(
    '/token',
    tokenRequest({ client_assertion_type: type, client_assertion: 'a.b.c' }),
  );
  expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
});

test('two Authorization headers are refused', async () => {
  const { call } = await startTestProvider();
  const authorization = [
    basicAuthorization('reader & co', 'wrong'),
    basicAuthorization('reader & co', handedOut.clientSecret),
  ];
  const { headers, ...rest } = tokenRequest();
  const answer = await call('/token', { ...rest, headers: { ...headers, authorization } });
  expect(answer.status).toBe(400);
});

test('GET is not a way to get a token (provider-1)', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/token');
  expect([answer.status, answer.headers.allow, answer.json.code]).toEqual([
    405,
    'POST',
    'method_not_allowed',
  ]);
});
