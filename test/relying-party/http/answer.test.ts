import { expect, test } from 'vitest';
import { answerRejection } from '../../../relying-party/http/answer.js';
import { readCredentials } from '../../../relying-party/http/read-credentials.js';
import { require } from '../../../relying-party/http/require.js';
import { type RejectionCode, VerificationRejection } from '../../../relying-party/rejection.js';
import { rejectionStatus } from '../../../relying-party/rejection-status.js';
import { refusalCode } from '../made-tokens.js';

const answer = (code: RejectionCode, options = {}) =>
  answerRejection(new VerificationRejection(code, 'the rich reason'), options);

const errorsOf = {
  token_missing: undefined,
  dpop_nonce_missing: 'use_dpop_nonce',
  dpop_key_mismatch: 'invalid_token',
} as const;

test.each(Object.entries(rejectionStatus))(
  '%s is answered with %i by RFC 6750 and RFC 9449',
  (code, status) => {
    const { headers, body, ...rest } = answer(code as RejectionCode);
    expect(rest.status).toBe(status);
    expect(body).toMatchObject({ type: 'about:blank', status });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
    });
    const errors = {
      400: 'invalid_request',
      401: 'invalid_token',
      403: 'insufficient_scope',
      503: undefined,
    };
    const ofProof = code.startsWith('dpop_') && status === 401 ? 'invalid_dpop_proof' : errors[status];
    const error = code in errorsOf ? errorsOf[code as keyof typeof errorsOf] : ofProof;
    expect(/error="(.*?)"/.exec(headers['www-authenticate'] ?? '')?.[1]).toBe(error);
    expect(JSON.stringify([headers, body])).not.toContain('the rich reason');
  },
);

test('no error code where no credentials were sent', () => {
  expect(answer('token_missing').headers['www-authenticate']).toBe('Bearer');
  expect(answer('token_missing', { realm: 'r' }).headers['www-authenticate']).toBe('Bearer realm="r"');
});

test('the provider’s fault is 503 with Retry-After and no challenge', () => {
  const options = { retryAfterSeconds: 2.2 };
  const { headers } = answerRejection(new VerificationRejection('keys_unavailable', '', options));
  expect(headers['retry-after']).toBe('3');
  expect(headers['www-authenticate']).toBeUndefined();
  expect(answer('keys_unavailable').headers['retry-after']).toMatch(/^[1-9]\d*$/);
});

test('realm, scope and resource_metadata (RFC 9728 section 5.1) are quoted, and nothing breaks out', () => {
  const options = {
    realm: 'a"b\\c\r\nset-cookie: x',
    scope: ['read', 'write'],
    resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource',
  };
  expect(answer('scope_insufficient', options).headers['www-authenticate']).toBe(
    'Bearer realm="a\\"b\\\\cset-cookie: x", error="insufficient_scope", ' +
      'error_description="The access token does not allow this.", scope="read write", ' +
      'resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
  );
});

const read = async (authorization: string[], hasTokenParameter = false) =>
  readCredentials({ authorization, hasTokenParameter }, ['bearer']).token;

test.each([['Bearer a.b.c'], ['bearer a.b.c'], ['BEARER  a.b.c'], [' Bearer a.b.c ']])(
  'reads the token of "%s"',
  async (field) => {
    expect(await read([field])).toBe('a.b.c');
  },
);

test.each([
  ['no field', [], 'token_missing'],
  ['another scheme', ['Basic YTpi'], 'token_missing'],
  ['DPoP', ['DPoP a.b.c'], 'token_missing'],
  ['a scheme that begins alike', ['BearerX a.b.c'], 'token_missing'],
  ['Bearer alone', ['Bearer'], 'request_invalid'],
  ['Bearer and a space', ['Bearer '], 'request_invalid'],
  ['two tokens', ['Bearer a b'], 'request_invalid'],
  ['a comma', ['Bearer a, Bearer b'], 'request_invalid'],
  ['a character outside b64token', ['Bearer a;b'], 'request_invalid'],
  ['two fields', ['Bearer a', 'Bearer b'], 'request_invalid'],
  ['two fields of two schemes', ['Basic YTpi', 'Bearer b'], 'request_invalid'],
])('refused: %s', async (_name, fields, code) => {
  expect(await refusalCode(read(fields))).toBe(code);
});

test('a token in the URL or a form is refused, alone and beside the field', async () => {
  expect(await refusalCode(read([], true))).toBe('request_invalid');
  expect(await refusalCode(read(['Bearer a.b.c'], true))).toBe('request_invalid');
});

test.each([
  ['read', 'read write', true],
  ['read write', 'write read', true],
  [['read', 'write'], 'read', false],
  ['read', 'readonly', false],
  ['read', undefined, false],
  ['read', ['read'], false],
  [[], undefined, true],
] as const)('require %j of %j: %s', async (scope, granted, allowed) => {
  const check = async () => require({ scope })({ claims: { scope: granted } });
  if (allowed) await expect(check()).resolves.toBeUndefined();
  else expect(await refusalCode(check())).toBe('scope_insufficient');
});
