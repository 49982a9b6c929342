import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReplayMemory } from '../../../relying-party/jwc/replay-memory.js';
import { nowSeconds, refusal } from '../made-tokens.js';
import { makeChainVerifier, makeOuter, stranger } from './chain-stand.js';

test('without the option a token may come twice; with it, once', async () => {
  const token = makeOuter();
  const lax = makeChainVerifier();
  expect([await lax.judge(token), await lax.judge(token)]).toEqual(['accepted', 'accepted']);
  const strict = makeChainVerifier({ refuseReplays: true });
  expect([await strict.judge(token), await strict.judge(token)]).toEqual(['accepted', 'jwc_replayed']);
  expect(await strict.judge(makeOuter({ claims: { jti: 'request-2' } }))).toBe('accepted');
  // Signed anew by its owner, and still the same request.
  expect(await strict.judge(makeOuter({ claims: { exp: nowSeconds + 30 } }))).toBe('jwc_replayed');
});

test('by the nonce of the header where there is no jti, as in the published form', async () => {
  const strict = makeChainVerifier({ refuseReplays: true });
  const token = makeOuter({ claims: { jti: undefined }, header: { nonce: '77f446e8d079cb20' } });
  expect([await strict.judge(token), await strict.judge(token)]).toEqual(['accepted', 'jwc_replayed']);
});

test.each([
  ['neither', {}, {}],
  ['a jti that is too long', { jti: 'x'.repeat(129) }, {}],
  ['a nonce that is no text', {}, { nonce: 7 }],
])('refused where it cannot be remembered: %s', async (_what, claims, header) => {
  const strict = makeChainVerifier({ refuseReplays: true });
  const token = makeOuter({ claims: { jti: undefined, ...claims }, header });
  expect(await strict.judge(token)).toBe('jwc_replay_id_missing');
});

test('what is not verified fills no memory', async () => {
  const strict = makeChainVerifier({ refuseReplays: true });
  expect(await strict.judge(makeOuter({ key: stranger }))).toBe('signature_invalid');
  expect(await strict.judge(makeOuter())).toBe('accepted');
});

test('a full memory refuses, as unavailable: what cannot be remembered could come twice', async () => {
  const strict = makeChainVerifier({ refuseReplays: true }, {}, { replayMemory: createReplayMemory(1, 1) });
  expect(await strict.judge(makeOuter())).toBe('accepted');
  const rejection = await refusal(strict.verify(makeOuter({ claims: { jti: 'request-2' } })));
  expect(rejection).toMatchObject({ code: 'jwc_replays_unavailable', status: 503, retryable: true });
});

test('a memory that several processes share answers later', async () => {
  const memory = createReplayMemory();
  const shared = { remember: async (outer: Parameters<typeof memory.remember>[0]) => memory.remember(outer) };
  const [one, other] = [1, 2].map(() =>
    makeChainVerifier({ refuseReplays: true }, {}, { replayMemory: shared }),
  );
  expect(await one?.judge(makeOuter())).toBe('accepted');
  expect(await other?.judge(makeOuter())).toBe('jwc_replayed');
});

test('a memory that fails lets nothing through', async () => {
  const replayMemory = { remember: () => Promise.reject(new Error('store down')) };
  const strict = makeChainVerifier({ refuseReplays: true }, {}, { replayMemory });
  await expect(strict.verify(makeOuter())).rejects.toThrow('store down');
});

test('nobody is let through twice while the first lives, and room comes back when it ends', () => {
  const deed = fc.record({
    holder: fc.constantFrom('a', 'b', 'c'),
    id: fc.constantFrom('1', '2', '3', '4'),
    livesSeconds: fc.integer({ min: 1, max: 60 }),
    pauseSeconds: fc.integer({ min: 0, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const memory = createReplayMemory(6, 3);
      const until = new Map<string, number>();
      let now = nowSeconds;
      for (const { holder, id, livesSeconds, pauseSeconds } of deeds) {
        now += pauseSeconds;
        const answer = memory.remember({ holder, id, untilSeconds: now + livesSeconds, nowSeconds: now });
        const key = `${holder} ${id}`;
        if ((until.get(key) ?? 0) > now) expect(answer).not.toBe('new');
        if (answer === 'new') until.set(key, now + livesSeconds);
        // An entry stays for one lot longer than it has to, and no more.
        const kept = [...until].filter(([, end]) => end > now - 10);
        expect(kept.length === 0 && answer === 'full').toBe(false);
        expect([...until].filter(([, end]) => end > now).length).toBeLessThanOrEqual(6);
      }
    }),
  );
});

test('one holder fills its own share and nobody else’s', () => {
  const memory = createReplayMemory(10, 2);
  const seen = (holder: string, id: string) =>
    memory.remember({ holder, id, untilSeconds: nowSeconds + 60, nowSeconds });
  expect([seen('a', '1'), seen('a', '2'), seen('a', '3')]).toEqual(['new', 'new', 'full']);
  expect([seen('b', '1'), seen('a', '1')]).toEqual(['new', 'seen']);
  const later = { holder: 'a', id: '1', untilSeconds: nowSeconds + 200, nowSeconds: nowSeconds + 80 };
  expect(memory.remember(later)).toBe('new');
});
