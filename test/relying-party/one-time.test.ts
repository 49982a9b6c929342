import {
  createSharedReplayMemory,
  type OneTimeOptions,
  oneTimeTokens,
} from '@keyturn/relying-party/one-time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerifierOptions } from '../../relying-party/options.js';
import {
  accessToken,
  issuer,
  makeKey,
  makeVerifier,
  nowSeconds,
  refusal,
  refusalCode,
} from './made-tokens.js';

const key = makeKey('ES256');

const oneTimeVerifier = (
  options: OneTimeOptions = {},
  more: Partial<VerifierOptions> = {},
  profile: 'accessToken' | 'anyJwt' = 'accessToken',
) => makeVerifier([key], { profile }, 'node', { furtherChecks: [oneTimeTokens(options)], ...more });

describe.each([
  ['without a token cache', {}],
  ['with a token cache', { tokenCache: {} }],
])('%s', (_what, more) => {
  test('a token is taken once, and another one still', async () => {
    const verifier = oneTimeVerifier({}, more);
    const token = accessToken(key);
    expect((await verifier.verify(token)).claims.jti).toBe('token-1');
    for (let again = 0; again < 2; again++)
      expect(await refusalCode(verifier.verify(token))).toBe('token_replayed');
    expect((await verifier.verify(accessToken(key, { jti: 'token-2' }))).claims.jti).toBe('token-2');
  });

  test('of fifty that come at once one is taken', async () => {
    const verifier = oneTimeVerifier({}, more);
    const token = accessToken(key);
    const verdicts = await Promise.allSettled(Array.from({ length: 50 }, () => verifier.verify(token)));
    expect(verdicts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('it is refused to the last moment at which it would be accepted', async () => {
    const verifier = oneTimeVerifier({}, more);
    const token = accessToken(key, { exp: nowSeconds + 300 });
    await verifier.verify(token);
    await verifier.clock.advanceSeconds(304.999);
    expect(await refusalCode(verifier.verify(token))).toBe('token_replayed');
    await verifier.clock.advanceSeconds(0.001);
    expect(await refusalCode(verifier.verify(token))).toBe('token_expired');
  });
});

test('the same claims under another signature are the same token', async () => {
  const verifier = oneTimeVerifier();
  const [first, second] = [accessToken(key), accessToken(key)];
  expect(first).not.toBe(second);
  await verifier.verify(first);
  expect(await refusalCode(verifier.verify(second))).toBe('token_replayed');
});

test('two issuers may give one jti', async () => {
  const other = 'https://other.example';
  const jwks = { keys: [key.jwk] };
  const verifier = oneTimeVerifier(
    {},
    { issuers: [issuer, other].map((name) => ({ issuer: name, audience: null, discovery: { jwks } })) },
  );
  await verifier.verify(accessToken(key));
  expect((await verifier.verify(accessToken(key, { iss: other }))).issuer).toBe(other);
  expect(await refusalCode(verifier.verify(accessToken(key, { iss: other })))).toBe('token_replayed');
});

test('what is refused for another reason is not used up', async () => {
  const verifier = oneTimeVerifier();
  const forged = `${accessToken(key).split('.', 2).join('.')}.${accessToken(makeKey('ES256')).split('.')[2]}`;
  expect(await refusalCode(verifier.verify(forged))).toBe('signature_invalid');
  expect(await refusalCode(verifier.verify(accessToken(key), { nonce: 'n' }))).toBe('claim_missing');
  expect((await verifier.verify(accessToken(key))).kid).toBe('kid-ES256');
});

test('explain uses a token up and tells at which check it was refused', async () => {
  const verifier = oneTimeVerifier();
  const token = accessToken(key);
  expect((await verifier.explain(token)).accepted).toBe(true);
  const again = await verifier.explain(token);
  expect(again.steps.at(-1)).toEqual({ check: 'replay', outcome: 'token_replayed' });
});

test.each([
  [{ jti: undefined }, 'claim_missing'],
  [{ jti: '' }, 'claim_invalid'],
  [{ jti: 'j'.repeat(257) }, 'claim_invalid'],
])('a token with %j cannot be told from another', async (claims, code) => {
  const verifier = oneTimeVerifier({}, {}, 'anyJwt');
  expect(await refusalCode(verifier.verify(accessToken(key, claims)))).toBe(code);
});

test('memory is bounded: what cannot be remembered is refused with 503, until something is forgotten', async () => {
  const verifier = oneTimeVerifier({ maxTokens: 2 });
  const token = (jti: string, lifetimeSeconds: number) =>
    accessToken(key, { jti, exp: nowSeconds + lifetimeSeconds });
  await verifier.verify(token('a', 30));
  await verifier.verify(token('b', 300));
  const full = await refusal(verifier.verify(token('c', 300)));
  expect(full).toMatchObject({ code: 'token_replays_unavailable', status: 503, retryable: true });
  expect(await refusalCode(verifier.verify(token('b', 300)))).toBe('token_replayed');
  await verifier.clock.advanceSeconds(60);
  expect((await verifier.verify(token('c', 300))).claims.jti).toBe('c');
});

test('processes share a store: the second one refuses, and a store that fails lets nothing through', async () => {
  const claimed = new Map<string, number>();
  const store = {
    claimOnce: async (name: string, ttlSeconds: number) => {
      const isFirst = !claimed.has(name);
      if (isFirst) claimed.set(name, ttlSeconds);
      return isFirst;
    },
  };
  const shared = () => oneTimeVerifier({ replayMemory: createSharedReplayMemory(store, 'a') });
  await shared().verify(accessToken(key));
  expect(await refusalCode(shared().verify(accessToken(key)))).toBe('token_replayed');
  // At least to the end of the leeway.
  expect([...claimed.values()][0]).toBeGreaterThanOrEqual(305);
  const broken = { claimOnce: () => Promise.reject(new Error('no store')) };
  const cut = oneTimeVerifier({ replayMemory: createSharedReplayMemory(broken, 'a') });
  expect(await refusalCode(cut.verify(accessToken(key)))).toBe('token_replays_unavailable');
});

test('of any sequence of tokens each is taken at most once while it lives', async () => {
  const step = fc.record({
    jti: fc.constantFrom('a', 'b', 'c'),
    waitSeconds: fc.integer({ min: 0, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const verifier = oneTimeVerifier();
      const tokens = Object.fromEntries(['a', 'b', 'c'].map((jti) => [jti, accessToken(key, { jti })]));
      const taken: string[] = [];
      for (const { jti, waitSeconds } of steps) {
        await verifier.clock.advanceSeconds(waitSeconds);
        const verdict = await verifier.verify(tokens[jti] as string).catch(() => undefined);
        if (verdict !== undefined) taken.push(jti);
      }
      expect(taken).toEqual([...new Set(taken)]);
    }),
    { numRuns: 30 },
  );
});

test.each([
  [() => oneTimeTokens({ maxTokens: 0 }), 'oneTimeTokens.maxTokens'],
  [() => oneTimeTokens({ maxToken: 1 } as never), 'oneTimeTokens.maxToken'],
  [() => makeVerifier([key], {}, 'node', { furtherChecks: oneTimeTokens() as never }), 'furtherChecks'],
  [
    () => makeVerifier([key], {}, 'node', { furtherChecks: [oneTimeTokens(), oneTimeTokens()] }),
    'furtherChecks',
  ],
])('a wrong option is refused: %#', (make, option) => {
  expect(make).toThrow(expect.objectContaining({ option }));
});
