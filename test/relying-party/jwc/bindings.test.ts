import { expect, test } from 'vitest';
import { bindings } from '../../../relying-party/jwc/bindings.js';
import type { BindingName } from '../../../relying-party/jwc/options.js';
import { makeChain, makeChainVerifier, makeOuter } from './chain-stand.js';

const rows: readonly (readonly [BindingName, Record<string, unknown>, string | undefined, boolean])[] = [
  ['sub-equals-sub', { sub: 'client-1' }, 'k', true],
  ['sub-equals-sub', { sub: 'Client-1' }, 'k', false],
  ['sub-equals-sub', { sub: ['client-1'] }, 'k', false],
  ['sub-equals-sub', { iss: 'client-1' }, 'k', false],
  ['iss-equals-sub', { iss: 'client-1' }, 'k', true],
  ['iss-equals-sub', { sub: 'client-1' }, 'k', false],
  ['iss-equals-sub', { iss: 'client-1 ' }, 'k', false],
  ['iss-equals-kid-prefix', { iss: 'BE60DFC8' }, 'BE60DFC8-K1', true],
  ['iss-equals-kid-prefix', { iss: 'BE60DFC' }, 'BE60DFC8-K1', false],
  ['iss-equals-kid-prefix', { iss: 'A' }, 'A-B-K1', false],
  ['iss-equals-kid-prefix', { iss: 'A-B' }, 'A-B-K1', true],
  ['iss-equals-kid-prefix', { iss: '' }, '-K1', false],
  ['iss-equals-kid-prefix', { iss: 'K1' }, 'K1', false],
  ['iss-equals-kid-prefix', {}, undefined, false],
  ['none', {}, undefined, true],
];

test.each(rows)('%s: %j with kid %s: %s', (name, outerClaims, kid, bound) => {
  const innerClaims = { sub: 'client-1' };
  expect(bindings[name].isBound({ outerClaims, innerClaims, kid })).toBe(bound);
});

test.each(['sub-equals-sub', 'iss-equals-sub'] as const)(
  '%s: two that are missing are not the same',
  (name) => {
    expect(bindings[name].isBound({ outerClaims: {}, innerClaims: {}, kid: undefined })).toBe(false);
    expect(
      bindings[name].isBound({ outerClaims: { sub: '', iss: '' }, innerClaims: { sub: '' }, kid: '' }),
    ).toBe(false);
  },
);

test.each(Object.keys(bindings) as BindingName[])(
  '%s: what the holder writes is what the verifier asks for',
  (name) => {
    const innerClaims = { sub: 'client-1' };
    const outerClaims = bindings[name].claimsOf(innerClaims, 'BE60DFC8-K1');
    expect(bindings[name].isBound({ outerClaims, innerClaims, kid: 'BE60DFC8-K1' })).toBe(true);
  },
);

test('the name in the options is the rule that holds', async () => {
  const bySub = makeOuter();
  const byIss = makeOuter({ claims: { sub: undefined, iss: 'client-1' } });
  const unbound = makeOuter({ claims: { sub: 'other', iss: 'other' } });
  const judge = async (binding: BindingName) =>
    Promise.all([bySub, byIss, unbound].map((token) => makeChainVerifier({ binding }).judge(token)));
  const [yes, no] = ['accepted', 'jwc_binding_mismatch'];
  expect(await judge('sub-equals-sub')).toEqual([yes, no, no]);
  expect(await judge('iss-equals-sub')).toEqual([no, yes, no]);
  // The holder's kid is client-1-K1.
  expect(await judge('iss-equals-kid-prefix')).toEqual([no, yes, no]);
  expect(await judge('none')).toEqual([yes, yes, yes]);
});

test('a rule of the application: true and nothing else, of both sets of claims', async () => {
  const seen: unknown[] = [];
  const verifier = makeChainVerifier({
    binding: (chain) => {
      seen.push(chain.outerClaims.htm, chain.innerClaims.jti, chain.kid);
      return 'yes' as unknown as boolean;
    },
  });
  expect(await verifier.judge(makeOuter())).toBe('jwc_binding_mismatch');
  expect(seen).toEqual(['GET', 'inner-1', 'client-1-K1']);
  expect(await makeChainVerifier({ binding: () => true }).judge(makeChain({}))).toBe('accepted');
});

test('a rule that throws is a fault of the application, and lets nothing through', async () => {
  const verifier = makeChainVerifier({
    binding: () => {
      throw new RangeError('no table');
    },
  });
  await expect(verifier.verify(makeOuter())).rejects.toThrow(RangeError);
});
