import { type ChainSignerOptions, createChainSigner } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { bindings } from '../../../relying-party/jwc/bindings.js';
import type { BindingName } from '../../../relying-party/jwc/options.js';
import type { SignatureAlgorithm } from '../../../relying-party/signature/algorithms.js';
import { allAlgorithms, audience, type MadeKey, makeKey, nowSeconds } from '../made-tokens.js';
import {
  decodeClaims,
  decodeHeader,
  holder,
  innerClaims,
  makeChainVerifier,
  makeInner,
  stranger,
  subject,
} from './chain-stand.js';

const algorithmOf = (alg: SignatureAlgorithm) => {
  const hash = `SHA-${alg.slice(2)}`;
  if (alg.startsWith('RS')) return { name: 'RSASSA-PKCS1-v1_5', hash };
  if (alg.startsWith('PS')) return { name: 'RSA-PSS', hash };
  return alg.startsWith('ES')
    ? { name: 'ECDSA', namedCurve: alg === 'ES512' ? 'P-521' : `P-${alg.slice(2)}` }
    : alg;
};

/** The key in WebCrypto's hands: it signs, and cannot be taken out. */
async function lockedKey({ privateKey, alg }: MadeKey) {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const algorithm = alg === 'EdDSA' ? 'Ed25519' : algorithmOf(alg);
  return crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}

/** An enclave that signs and says how often. */
function enclave(key: MadeKey) {
  const state = { calls: 0 };
  const sign = async (input: Uint8Array) => {
    state.calls++;
    return key.sign(Buffer.from(input).toString());
  };
  return { ...state, sign, count: () => state.calls };
}

function makeSigner(options: Partial<ChainSignerOptions> = {}) {
  const clock = new VirtualClock(nowSeconds);
  const signer = createChainSigner({ key: enclave(holder), inner: makeInner(), clock, ...options });
  onTestFinished(() => signer.close());
  return { signer, clock };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'signed',
    ({ code }: { code: string }) => code,
  );

test.each(allAlgorithms)(
  'a key of %s that cannot be extracted signs what the verifier accepts',
  async (alg) => {
    const client = makeKey(alg, 'client-1-K1');
    const key = await lockedKey(client);
    expect(key.extractable).toBe(false);
    const inner = makeInner({ claims: { tjwk: client.jwk } });
    const { signer } = makeSigner({ key, inner });
    expect(await makeChainVerifier().judge(await signer.sign())).toBe('accepted');
  },
);

test('an enclave that signs by a function', async () => {
  const key = enclave(holder);
  const { signer } = makeSigner({ key });
  expect(await makeChainVerifier().judge(await signer.sign())).toBe('accepted');
  await signer.sign();
  // Once for each request, and once to see that the inner is this key's.
  expect(key.count()).toBe(3);
});

test('the form of an outer: what the request says, and what is made for it', async () => {
  const inner = makeInner();
  const { signer } = makeSigner({ inner });
  const token = await signer.sign({ htm: 'POST', htu: '/orders' });
  expect(decodeHeader(token)).toEqual({ alg: 'ES256', kid: 'client-1-K1', jwc: inner });
  expect(decodeClaims(token)).toEqual({
    aud: audience,
    sub: subject,
    htm: 'POST',
    htu: '/orders',
    iat: nowSeconds,
    exp: nowSeconds + 60,
    jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
  });
});

test('one token for one request: no two are alike, and none passes twice', async () => {
  const { signer } = makeSigner();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => signer.sign()));
  expect(new Set(tokens.map((token) => decodeClaims(token).jti)).size).toBe(20);
  const verifier = makeChainVerifier({ refuseReplays: true });
  for (const token of tokens) expect(await verifier.judge(token)).toBe('accepted');
  for (const token of tokens) expect(await verifier.judge(token)).toBe('jwc_replayed');
});

test.each(Object.keys(bindings) as BindingName[])(
  'binding %s: what it writes, the verifier takes',
  async (binding) => {
    const { signer } = makeSigner({ binding });
    expect(await makeChainVerifier({ binding }).judge(await signer.sign())).toBe('accepted');
  },
);

test.each(['iat', 'exp', 'nbf', 'jti'])('%s is the signer’s to make', async (name) => {
  expect(await codeOf(makeSigner().signer.sign({ [name]: 1 }))).toBe('claim_reserved');
});

test('a token for several services could be sent on by one: the audience must be named', async () => {
  const { signer } = makeSigner({ inner: makeInner({ claims: { aud: [audience, 'other'] } }) });
  expect(await codeOf(signer.sign())).toBe('audience_missing');
  expect(decodeClaims(await signer.sign({ aud: audience })).aud).toBe(audience);
  const one = makeSigner({ inner: makeInner({ claims: { aud: [audience] } }) });
  expect(decodeClaims(await one.signer.sign()).aud).toBe(audience);
});

test('an outer ends with its inner at the latest, and is never older', async () => {
  const inner = makeInner({ claims: { iat: nowSeconds + 20, exp: nowSeconds + 50 } });
  const { signer } = makeSigner({ inner });
  expect(decodeClaims(await signer.sign())).toMatchObject({ iat: nowSeconds + 20, exp: nowSeconds + 50 });
});

test('a token that servers would cut off is not sent', async () => {
  const { signer } = makeSigner();
  expect(await codeOf(signer.sign({ fill: 'x'.repeat(6000) }))).toBe('token_too_large');
  const wide = makeSigner({ maxTokenBytes: 16_000 });
  expect(await codeOf(wide.signer.sign({ fill: 'x'.repeat(6000) }))).toBe('signed');
});

const useless: readonly (readonly [string, () => string, string])[] = [
  ['for another key', () => makeInner({ claims: { tjwk: stranger.jwk } }), 'inner_of_another_key'],
  [
    'for a key of another kind',
    () => makeInner({ claims: { tjwk: makeKey('Ed25519').jwk } }),
    'inner_of_another_key',
  ],
  ['without tjwk', () => makeInner({ claims: { tjwk: undefined } }), 'inner_unusable'],
  ['without exp', () => makeInner({ claims: { exp: undefined } }), 'inner_unusable'],
  ['expired on arrival', () => makeInner({ claims: { exp: nowSeconds } }), 'inner_unusable'],
  ['no JWT at all', () => 'surprise', 'inner_unusable'],
];

test.each(useless)('an inner %s is found out before any request is sent', async (_what, inner, code) => {
  const { signer } = makeSigner({ inner: inner() });
  const failure = await signer.sign().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'inner_unavailable', cause: { code } });
  expect(String(failure)).not.toContain('surprise');
  expect(innerClaims().sub).toBe(subject);
});
