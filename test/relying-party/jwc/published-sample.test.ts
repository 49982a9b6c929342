import { createVerifier } from '@keyturn/relying-party';
import { chainjwtForm, type JwcOptions, jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { compactVerify, importJWK, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { makeKey } from '../made-tokens.js';
import { decodeClaims, decodeHeader, judgeBy } from './chain-stand.js';

/** The example of the chainjwt library's README, its one published chained JWT. */
const sample =
  'eyJhbGciOiJFZERTQSIsImp3YyI6ImV5SmhiR2NpT2lKRlpFUlRRU0lzSW10cFpDSTZJa1V5T1VFNE9UbERJaXdpYm05dVkyVWlPaUkyTTJFMU16WXpNakkzTkRZd1lqVmhJbjAuZXlKaGRXUWlPbHNpWVhCcExtVjRZVzF3YkdVdVkyOXRJbDBzSW1WNGNDSTZNVFV5TmpNek1qY3pPU3dpYVdGMElqb3hOVEkyTXpNeU56QTVMQ0pwYzNNaU9pSmhjR2t1WlhoaGJYQnNaUzVqYjIwaUxDSnFkR2tpT2lJd00wVkROVVZHTkNJc0ltNWlaaUk2TVRVeU5qTXpNalkzT1N3aWMzVmlJam9pUTJ4cFpXNTBJRmdpTENKMGFuZHJJanA3SW1Gc1p5STZJa1ZrUkZOQklpd2lZM0oySWpvaVJXUXlOVFV4T1NJc0ltdHBaQ0k2SWtKRk5qQkVSa000TFVzeElpd2lhM1I1SWpvaVQwdFFJaXdpZUNJNklqVmZWbTlNYmpoc1kzUjJkakozUlZoamRsTnVSRVZHWDBKUGNEaHljV2xWYlZGbU0wZHdkWEpVY2pBaWZYMC5PWVFaUlVBQ0dFOW9jLWtnY0JMcUw1RFJhVHZFaDNRTkNoQk4yenJYbG5EdGh3MFBKRkQ3cXV1cmpETTNIYUVGS0MyLVVvdDdLMG5PcTJpallvNzNDZyIsImtpZCI6IkJFNjBERkM4LUsxIiwibm9uY2UiOiI3N2Y0NDZlOGQwNzljYjIwIn0.eyJhdWQiOlsiYXBpLmV4YW1wbGUuY29tIl0sImV4cCI6MTUyNjMzMjczOSwiaWF0IjoxNTI2MzMyNzA5LCJpc3MiOiJCRTYwREZDOCIsIm5iZiI6MTUyNjMzMjY3OSwic3ViIjoiQkU2MERGQzgifQ.ZZTFoqyc8rJmiIWfQX7IScnFUWn10JYG5T_M9rPcxivw-VBGqfGejwTvf0bAubCjlXJkeFoug4-SVlhGpc9jAA';
const inner = String(decodeHeader(sample).jwc);
const tjwk = decodeClaims(inner).tjwk as JWK;
const sampleNow = 1_526_332_710;

function judgeSample(options: Partial<JwcOptions>): Promise<string> {
  const verifier = createVerifier({
    clock: new VirtualClock(sampleNow),
    trustPaths: [jwc()],
    issuers: [
      {
        issuer: 'api.example.com',
        audience: 'api.example.com',
        trustPath: 'jwc',
        jwc: { ...chainjwtForm, binding: 'iss-equals-kid-prefix', ...options },
      },
    ],
  });
  return judgeBy(verifier, sample);
}

test('the outer’s signature verifies with the inner’s tjwk', async () => {
  const { payload } = await compactVerify(sample, await importJWK(tjwk, 'EdDSA'));
  expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(decodeClaims(sample));
});

test('the whole is refused for want of a trusted key: the inner’s is published nowhere', async () => {
  expect(decodeHeader(inner).kid).toBe('E29A899C');
  const anyKey = makeKey('Ed25519', 'another');
  expect(await judgeSample({ innerJwks: { keys: [anyKey.jwk] } })).toBe('jwc_inner_key_unknown');
});

test('whatever is trusted under its kid: a stranger’s key, or the very key that the inner vouches for', async () => {
  const stranger = makeKey('Ed25519', 'E29A899C');
  expect(await judgeSample({ innerJwks: { keys: [stranger.jwk] } })).toBe('jwc_inner_signature_invalid');
  const itself = { ...tjwk, kid: 'E29A899C', kty: 'OKP' };
  expect(await judgeSample({ innerJwks: { keys: [itself] } })).toBe('jwc_inner_signature_invalid');
});

test('by the strict defaults its inner is refused before any key is looked for', async () => {
  const keys = { innerJwks: { keys: [makeKey('Ed25519', 'E29A899C').jwk] } };
  expect(await judgeSample({ ...keys, allowUntypedInner: false })).toBe('jwc_inner_typ_not_allowed');
});
