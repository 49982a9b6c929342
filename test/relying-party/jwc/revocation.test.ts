import { expect, test } from 'vitest';
import { makeChainVerifier, makeInner, makeOuter } from './chain-stand.js';

async function thumbprints() {
  const { keyThumbprint, outer } = await makeChainVerifier().verify(makeOuter());
  return { signer: keyThumbprint, holder: outer?.keyThumbprint ?? '' };
}

test('an inner, the key that signed it, the key of its holder: each by its own code', async () => {
  const { signer, holder } = await thumbprints();
  const judge = (denylist: object) => makeChainVerifier({ denylist }).judge(makeOuter());
  expect(await judge({ jtis: ['inner-1'] })).toBe('jwc_inner_revoked');
  expect(await judge({ keyThumbprints: [signer] })).toBe('jwc_signer_revoked');
  expect(await judge({ keyThumbprints: [holder] })).toBe('jwc_holder_revoked');
  expect(await judge({ jtis: ['inner-2', 'request-1'], keyThumbprints: ['x'] })).toBe('accepted');
  expect(await judge({ jtis: [], keyThumbprints: [] })).toBe('accepted');
});

test('a list that changes while running counts for inners seen before, at once', async () => {
  const jtis = new Set<string>();
  const keyThumbprints = new Set<string>();
  const verifier = makeChainVerifier({ denylist: { jtis, keyThumbprints } });
  expect(await verifier.judge(makeOuter())).toBe('accepted');
  jtis.add('inner-1');
  expect(await verifier.judge(makeOuter())).toBe('jwc_inner_revoked');
  jtis.clear();
  expect(await verifier.judge(makeOuter())).toBe('accepted');
  keyThumbprints.add((await thumbprints()).holder);
  expect(await verifier.judge(makeOuter())).toBe('jwc_holder_revoked');
});

test('where inners are listed by jti, one without can never be named and is refused', async () => {
  const inner = makeInner({ claims: { jti: undefined } });
  const judge = (options: object) =>
    makeChainVerifier({ allowUntypedInner: true, ...options }).judge(makeOuter({ inner }));
  expect(await judge({})).toBe('accepted');
  expect(await judge({ denylist: { jtis: [] } })).toBe('jwc_inner_claim_invalid');
});
