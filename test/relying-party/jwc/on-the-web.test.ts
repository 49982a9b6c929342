import { jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createVerifier } from '../../../relying-party/index-web.js';
import { allAlgorithms, audience, issuer, makeKey, nowSeconds } from '../made-tokens.js';
import { judgeBy, makeInner, makeOuter } from './chain-stand.js';
import { judgeChain, readChainCases } from './chainjwt-vectors.js';

test.each(allAlgorithms)('WebCrypto accepts and refuses the same chains of %s', async (alg) => {
  const [signer, holder] = [makeKey(alg, 'signer'), makeKey(alg, 'client')];
  const verifier = createVerifier({
    clock: new VirtualClock(nowSeconds),
    trustPaths: [jwc()],
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [signer.jwk] } } }],
  });
  const inner = makeInner({ key: signer, claims: { tjwk: holder.jwk } });
  const judge = (token: string) => judgeBy(verifier, token);
  expect(await judge(makeOuter({ inner, key: holder }))).toBe('accepted');
  // Again, now that its inner was seen.
  expect(await judge(makeOuter({ inner, key: holder, claims: { jti: 'request-2' } }))).toBe('accepted');
  expect(await judge(makeOuter({ inner, key: makeKey(alg, 'client') }))).toBe('signature_invalid');
  const forged = makeInner({ key: makeKey(alg, 'signer'), claims: { tjwk: holder.jwk } });
  expect(await judge(makeOuter({ inner: forged, key: holder }))).toBe('jwc_inner_signature_invalid');
});

test.each(readChainCases())('the same verdict as on Node: $name', async (given) => {
  expect(await judgeChain(given, {}, createVerifier)).toBe(await judgeChain(given));
});
