import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVerifierOn } from '../../relying-party/create-verifier.js';
import { createVerifier } from '../../relying-party/index.js';
import { jwc } from '../../relying-party/jwc.js';
import type { VerifierOptions } from '../../relying-party/options.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import { decodeBase64urlByBuffer } from '../../relying-party/token/base64url-node.js';
import { x5c } from '../../relying-party/x5c.js';
import { mintAuthority, mintLeaf, toPem } from '../support/minted-certificates.js';
import { makeInner, makeOuter } from './jwc/chain-stand.js';
import {
  accessToken,
  audience,
  issuer,
  makeKey,
  makeVerifier,
  nowSeconds,
  refusalCode,
} from './made-tokens.js';
import { certifiedToken } from './x5c/certified-tokens.js';

const key = makeKey('ES256');

/** A verifier that counts the signatures it checks, and whose fetched keys the test may change. */
function countingVerifier(options: Partial<VerifierOptions> = {}, discovery: object = {}) {
  const clock = new VirtualClock(nowSeconds);
  const signature = createNodeSignature();
  const state = { signatures: 0, fails: false, keys: [key.jwk] as PublicJwk[], maxAgeSeconds: 60 };
  const verifier = createVerifierOn(
    {
      clock,
      decodeBase64url: decodeBase64urlByBuffer,
      draw: () => 0.5,
      createFetch: () => async () => {
        if (state.fails) throw new Error('the provider is down');
        const headers = new Map([['cache-control', `max-age=${state.maxAgeSeconds}`]]);
        return {
          body: Buffer.from(JSON.stringify({ keys: state.keys })),
          status: 200 as const,
          receivedAtSeconds: clock.nowSeconds(),
          header: (name: string) => headers.get(name),
        };
      },
      signature: {
        ...signature,
        verify: (...given) => {
          state.signatures++;
          return signature.verify(...given);
        },
      },
    },
    {
      tokenCache: {},
      issuers: [{ issuer, audience, discovery: { jwksUri: `${issuer}/jwks`, ...discovery } }],
      ...options,
    },
  );
  return { verifier, clock, state, verify: (token: string) => verifier.verify(token) };
}

const verdictOf = (verdict: Promise<unknown>) =>
  verdict.then(
    () => 'accepted',
    (error: { code?: string }) => error.code ?? 'no code',
  );

test('a token that comes again costs no signature, in a new string as well, and gives the same result', async () => {
  const { verify, state } = countingVerifier();
  const token = accessToken(key);
  const first = await verify(token);
  expect(await verify(Buffer.from(token).toString())).toEqual(first);
  expect(state.signatures).toBe(1);
});

test('without the option every signature is checked', async () => {
  const { verify, state } = countingVerifier({ tokenCache: undefined } as never);
  const token = accessToken(key);
  await verify(token);
  await verify(token);
  expect(state.signatures).toBe(2);
});

test('whatever differs by one character is another token (claim-4)', async () => {
  const { verify } = countingVerifier();
  const token = accessToken(key);
  await verify(token);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(token.length - 1),
      fc.constantFrom('A', 'b', '-', '.', '', 'é'),
      async (at, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(await verdictOf(verify(changed))).not.toBe('accepted');
        expect(await verdictOf(verify(token))).toBe('accepted');
      },
    ),
    { numRuns: 200 },
  );
});

test('at every instant the verdict is that of a verifier that remembers nothing (claim-5)', async () => {
  const claims = fc.record({
    exp: fc.integer({ min: -20, max: 100 }).map((seconds) => nowSeconds + seconds),
    nbf: fc.integer({ min: -20, max: 100 }).map((seconds) => nowSeconds + seconds),
  });
  const instants = fc.array(fc.double({ min: -100, max: 200, noNaN: true }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(claims, instants, async (made, moves) => {
      const token = accessToken(key, { ...made, iat: nowSeconds - 100 });
      const options = (tokenCache?: object) => {
        const clock = {
          ...new VirtualClock(nowSeconds),
          after: () => () => {},
          monotonicMilliseconds: () => 0,
        };
        const state = { now: nowSeconds };
        const verifier = createVerifier({
          ...(tokenCache && { tokenCache }),
          clock: { ...clock, nowSeconds: () => state.now },
          issuers: [{ issuer, audience, discovery: { jwks: { keys: [key.jwk] } } }],
        });
        return { state, verifier };
      };
      const [remembering, forgetting] = [options({}), options()];
      for (const move of moves) {
        for (const { state } of [remembering, forgetting]) state.now = nowSeconds + move;
        expect(await verdictOf(remembering.verifier.verify(token))).toBe(
          await verdictOf(forgetting.verifier.verify(token)),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('the second of expiry is the second of expiry (claim-5)', async () => {
  const verifier = makeVerifier([key], { leewaySeconds: 5 }, 'node', { tokenCache: {} });
  const token = accessToken(key, { exp: nowSeconds + 10 });
  await verifier.verify(token);
  await verifier.clock.advanceSeconds(14.999);
  expect(await verdictOf(verifier.verify(token))).toBe('accepted');
  await verifier.clock.advanceSeconds(0.001);
  expect(await refusalCode(verifier.verify(token))).toBe('token_expired');
});

test('a key that leaves the set takes its tokens with it at the next read', async () => {
  const { verify, verifier, clock, state } = countingVerifier();
  const token = accessToken(key, { exp: nowSeconds + 3000 });
  await verify(token);
  state.keys = [makeKey('ES256', 'new').jwk];
  let removed = 0;
  verifier.on('key.removed', () => removed++);
  for (let second = 0; second < 90 && removed === 0; second++) {
    expect(await verdictOf(verify(token))).toBe('accepted');
    await clock.advanceSeconds(1);
  }
  expect(removed).toBe(1);
  expect(await verdictOf(verify(token))).toBe('key_unknown');
});

test('another key under the same kid does not inherit what the old one signed', async () => {
  const { verify, verifier, clock, state } = countingVerifier();
  const token = accessToken(key, { exp: nowSeconds + 3000 });
  await verify(token);
  state.keys = [makeKey('ES256').jwk];
  let removed = 0;
  verifier.on('key.removed', () => removed++);
  for (let second = 0; second < 90 && removed === 0; second++) {
    await verify(token);
    await clock.advanceSeconds(1);
  }
  expect(await verdictOf(verify(token))).toBe('signature_invalid');
});

test('a provider that stays away makes remembered tokens unavailable, not accepted for ever', async () => {
  const { verify, clock, state } = countingVerifier();
  const token = accessToken(key, { exp: nowSeconds + 100_000 });
  await verify(token);
  state.fails = true;
  for (let minute = 0; minute < 30; minute++) {
    await clock.advanceSeconds(60);
  }
  expect(await verdictOf(verify(token))).toBe('keys_unavailable');
});

describe('a revocation counts at once', () => {
  const root = mintAuthority('Root');
  const leaf = mintLeaf(root);
  const claims = { aud: audience, jti: 'lost' };
  test.each<[string, () => string, string]>([
    ['of a token', () => accessToken(key, { jti: 'lost' }), 'token_revoked'],
    ['of a certified token', () => certifiedToken({ leaf, claims }), 'token_revoked'],
    [
      'of an inner',
      () => makeOuter({ inner: makeInner({ key, claims: { jti: 'lost' } }) }),
      'jwc_inner_revoked',
    ],
    ['of an outer', () => makeOuter({ inner: makeInner({ key }), claims: { jti: 'lost' } }), 'token_revoked'],
  ])('%s', async (_what, make, code) => {
    const jtis = new Set<string>();
    const verifier = createVerifier({
      clock: new VirtualClock(nowSeconds),
      tokenCache: {},
      trustPaths: [x5c(), jwc()],
      denylist: { jtis },
      issuers: [
        {
          issuer,
          audience,
          profile: 'anyJwt',
          trustPath: ['discovery', 'x5c', 'jwc'],
          discovery: { jwks: { keys: [key.jwk] } },
          x5c: { anchorsPem: [toPem(root.encoding)] },
          jwc: { innerJwks: { keys: [key.jwk] } },
        },
      ],
    });
    const token = make();
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toEqual(first);
    jtis.add('lost');
    expect(await refusalCode(verifier.verify(token))).toBe(code);
    jtis.clear();
    expect(await verdictOf(verifier.verify(token))).toBe('accepted');
  });
});

test('no more tokens are remembered than said, and the oldest goes first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(8), { maxLength: 30 }),
      async (max, coming) => {
        const { verify, state } = countingVerifier({ tokenCache: { maxTokens: max } });
        let model: string[] = [];
        for (const at of coming) {
          const token = tokens[at] ?? '';
          const before = state.signatures;
          await verify(token);
          expect(state.signatures - before).toBe(model.includes(token) ? 0 : 1);
          if (!model.includes(token)) model = [...model, token].slice(-max);
        }
      },
    ),
    { numRuns: 40 },
  );
});
const tokens = Array.from({ length: 9 }, (_, at) => accessToken(key, { jti: `token-${at}` }));

test('a refused token is not kept, and pushes none out', async () => {
  const { verify, state } = countingVerifier({ tokenCache: { maxTokens: 1 } });
  const token = accessToken(key);
  await verify(token);
  const forged = accessToken(makeKey('ES256'), { jti: 'forged' });
  expect(await verdictOf(verify(forged))).toBe('signature_invalid');
  expect(await verdictOf(verify(forged))).toBe('signature_invalid');
  const before = state.signatures;
  await verify(token);
  expect(state.signatures).toBe(before);
});

test('what a caller does to the claims changes nothing for the next', async () => {
  const { verify } = countingVerifier();
  const token = accessToken(key, { deep: { list: [1] } });
  const { claims } = await verify(token);
  expect(() => Object.assign(claims, { sub: 'another' })).toThrow(TypeError);
  expect(() => (claims.deep as { list: number[] }).list.push(2)).toThrow(TypeError);
  expect((await verify(token)).claims).toMatchObject({ sub: 'client-1', deep: { list: [1] } });
});

test('what a request expects of its token is checked each time', async () => {
  const { verifier } = countingVerifier();
  const token = accessToken(key, { nonce: 'mine' });
  await verifier.verify(token, { nonce: 'mine' });
  expect(await refusalCode(verifier.verify(token, { nonce: 'other' }))).toBe('claim_invalid');
});

test('explain shows every check of a remembered token', async () => {
  const { verifier, state } = countingVerifier();
  const token = accessToken(key);
  await verifier.verify(token);
  const { steps } = await verifier.explain(token);
  expect(steps.find(({ check }) => check === 'signature')?.outcome).toBe('passed');
  expect(state.signatures).toBe(2);
});

test.each([0, 1.5, -1, 1_000_001, Number.NaN, '10'])('a bound of %s is refused', (maxTokens) => {
  expect(() => countingVerifier({ tokenCache: { maxTokens } } as never)).toThrow(/tokenCache\.maxTokens/);
});
