import {
  ChainSignerError,
  createInnerSource,
  type InnerSourceOptions,
  type Send,
} from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { nowSeconds } from '../made-tokens.js';
import { decodeClaims, decodeHeader, holder } from './chain-stand.js';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly nonce?: string;
}

const inner = { access_token: 'the inner', issued_token_type: 'urn:keyturn:params:oauth:token-type:jwc' };

/** A token endpoint that answers what it is told to, in turn. */
function makeSource(answers: readonly Answer[], options: Partial<InnerSourceOptions> = {}) {
  const sent: Parameters<Send>[] = [];
  const { kty, crv = '', x = '', y = '' } = holder.jwk;
  const source = createInnerSource({
    tokenEndpoint: 'https://issuer.example/token',
    key: { sign: (input) => holder.sign(Buffer.from(input).toString()) },
    jwk: { kty, crv, x, y },
    alg: 'ES256',
    authenticate: () => ({ headers: { authorization: 'Basic Zm9v' }, form: { client_id: 'client-1' } }),
    clock: new VirtualClock(nowSeconds),
    send: async (...request) => {
      const { status = 200, body, nonce = null } = answers[sent.length] ?? { body: {} };
      sent.push(request);
      return {
        status,
        headers: { get: () => nonce },
        text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
      };
    },
    ...options,
  });
  return { source, sent, proofs: () => sent.map(([, { headers }]) => headers.dpop ?? '') };
}

test('asks as RFC 9449 and RFC 8693 say, with the client’s own authentication', async () => {
  const { source, sent, proofs } = makeSource([{ body: inner }], {
    audience: 'https://api.example',
    scope: 'read',
  });
  expect(await source()).toBe('the inner');
  const [[url, request] = []] = sent;
  expect(url).toBe('https://issuer.example/token');
  expect(request).toMatchObject({
    method: 'POST',
    redirect: 'error',
    headers: { authorization: 'Basic Zm9v' },
  });
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: 'client_credentials',
    requested_token_type: 'urn:keyturn:params:oauth:token-type:jwc',
    audience: 'https://api.example',
    scope: 'read',
    client_id: 'client-1',
  });
  const [proof = ''] = proofs();
  expect(decodeHeader(proof)).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC' } });
  expect(decodeClaims(proof)).toEqual({ jti: expect.any(String), htm: 'POST', htu: url, iat: nowSeconds });
});

test('comes once more with the nonce that it is asked for, and keeps the newest', async () => {
  const { source, proofs } = makeSource([
    { status: 400, body: { error: 'use_dpop_nonce' }, nonce: 'n-1' },
    { body: inner, nonce: 'n-2' },
    { body: inner },
  ]);
  await source();
  await source();
  expect(proofs().map((proof) => decodeClaims(proof).nonce)).toEqual([undefined, 'n-1', 'n-2']);
  expect(new Set(proofs().map((proof) => decodeClaims(proof).jti)).size).toBe(3);
});

test('a server that asks for nonces without end is asked twice', async () => {
  const again = { status: 400, body: { error: 'use_dpop_nonce' }, nonce: 'n' };
  const { source, sent } = makeSource([again, again, again]);
  await expect(source()).rejects.toMatchObject({ code: 'inner_refused' });
  expect(sent).toHaveLength(2);
});

test.each<[string, Answer]>([
  ['a refusal', { status: 401, body: { error: 'invalid_client' } }],
  ['another token', { body: { access_token: 'an access token', token_type: 'Bearer' } }],
  ['no JSON', { body: '<html>' }],
  ['nothing', { body: 'null' }],
  ['an error as long as a token', { status: 400, body: { error: 'eyJhbGciOiJub25lIn0.e30.' } }],
])('%s is no inner, and is told without what was answered', async (_what, answer) => {
  const failure = await makeSource([answer])
    .source()
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ChainSignerError);
  expect(failure).toMatchObject({ code: 'inner_refused' });
  expect(String(failure)).not.toMatch(/html|eyJ|an access token/);
});
