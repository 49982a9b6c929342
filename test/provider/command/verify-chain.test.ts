import { expect, test } from 'vitest';
import { makeChain, makeOuter, trusted } from '../../relying-party/jwc/chain-stand.js';
import { audience, issuer, nowSeconds } from '../../relying-party/made-tokens.js';
import { makeFolder, run, writeJson } from './test-terminal.js';

async function verifyChain(token: string, ...flags: string[]) {
  const config = await writeJson(await makeFolder(), 'verifier.json', {
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [trusted.jwk] } } }],
  });
  return run(['verify', '--config', config, '--now', String(nowSeconds), ...flags, token]);
}

test('a chained JWT: the identity is the inner’s, what its holder signed stands apart', async () => {
  const ended = await verifyChain(makeOuter(), '--json');
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.said)).toMatchObject({
    accepted: true,
    trustPath: 'jwc',
    issuer,
    claims: { jti: 'inner-1' },
    outer: { claims: { jti: 'request-1', htm: 'GET' }, kid: 'client-1-K1', alg: 'ES256' },
  });
});

test('what is told of a chained JWT carries no token, of its inner either', async () => {
  const token = makeOuter();
  const { said } = await verifyChain(token, '--json');
  expect(said).not.toMatch(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/);
  expect(said).not.toContain(token.split('.')[2]);
});

test('a refusal names the part at fault, and its finer reason', async () => {
  const expired = makeChain({ claims: { exp: nowSeconds - 60 } });
  const ended = await verifyChain(expired, '--json');
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.said)).toMatchObject({
    code: 'jwc_inner_expired',
    cause: 'token_expired',
    outer: null,
  });
  expect((await verifyChain(expired, '--explain')).said).toContain('key: jwc_inner_expired');
});
