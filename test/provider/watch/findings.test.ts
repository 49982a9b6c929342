import { expect, test } from 'vitest';
import { type FindingCode, findingKinds } from '../../../provider/watch/finding-kinds.js';
import { judge } from '../../../provider/watch/judge.js';
import type { Sample } from '../../../provider/watch/sample.js';
import { verdictOf } from '../../../provider/watch/verdict.js';
import { discovery, failed, jwk, keysAt, seen, tokenAt } from './samples.js';

const [a, b, c] = [jwk('a'), jwk('b'), jwk('c')];
const { kid: _, ...nameless } = a;
const token = (more: Parameters<typeof tokenAt>[2], kid = 'a') => [keysAt(0, [a, b]), tokenAt(1, kid, more)];
const key = (members: Readonly<Record<string, unknown>>) => [keysAt(0, [jwk('a', members), b])];
const headers = (some: Parameters<typeof keysAt>[3]) => [keysAt(0, [a, b], {}, some)];
const atEpoch = (epoch: number, atSeconds: number) => keysAt(atSeconds, [a, b], { epoch });

/** For each code what shows it, and the same without its fault. */
const cases: Readonly<Record<FindingCode, readonly [bad: readonly Sample[], good: readonly Sample[]]>> = {
  discovery_unreachable: [
    [failed('discovery', 'status_unexpected')],
    [failed('discovery', 'x'), discovery()],
  ],
  discovery_invalid: [[discovery({ jwksUri: undefined })], [discovery()]],
  discovery_issuer_mismatch: [[discovery({ issuer: 'https://issuer.example/' })], [discovery()]],
  jwks_unreachable: [[failed('keys', 'connection_failed')], [failed('keys', 'x'), keysAt(1, [a, b])]],
  jwks_too_large: [[failed('keys', 'body_too_large')], [failed('keys', 'json_invalid')]],
  jwks_type_wrong: [[failed('keys', 'content_type_unexpected')], [failed('keys', 'body_too_large')]],
  jwks_invalid: [[failed('keys', 'json_invalid')], [failed('keys', 'body_too_large')]],
  jwks_empty: [[keysAt(0, [])], [keysAt(0, [a])]],
  private_members: [key({ d: 'secret' }), key({})],
  kid_duplicate: [[keysAt(0, [a, { ...b, kid: 'a' }])], [keysAt(0, [a, b])]],
  kid_reused: [
    [keysAt(0, [a, b]), keysAt(5, [{ ...a, x: 'other' }, b])],
    [keysAt(0, [a, b]), keysAt(5, [a, b])],
  ],
  kid_returned: [
    [keysAt(0, [a, b]), keysAt(5, [b, c]), keysAt(126, [a, b, c])],
    [keysAt(0, [a, b]), keysAt(5, [b, c]), keysAt(126, [b, c])],
  ],
  kid_missing: [[keysAt(0, [nameless, b])], [keysAt(0, [a, b])]],
  key_members_missing: [key({ use: undefined }), key({ use: undefined, key_ops: ['verify'] })],
  breaks_verifiers: [key({ crv: 'secp256k1' }), key({})],
  sets_differ: [
    [keysAt(0, [a, b]), keysAt(5, [b, c]), keysAt(16, [a, b])],
    [keysAt(0, [a, b]), keysAt(5, [b, c]), keysAt(15, [a, b])],
  ],
  epoch_lowered: [
    [atEpoch(7, 0), atEpoch(8, 5), atEpoch(7, 16)],
    [atEpoch(7, 0), atEpoch(8, 5), atEpoch(7, 15)],
  ],
  cache_control_missing: [headers({ maxAgeSeconds: undefined }), headers({})],
  cache_uncacheable: [headers({ uncacheable: true }), headers({})],
  max_age_short: [headers({ maxAgeSeconds: 29 }), headers({ maxAgeSeconds: 30 })],
  max_age_long: [headers({ maxAgeSeconds: 3601 }), headers({ maxAgeSeconds: 3600 })],
  revalidation_missing: [[keysAt(0, [a, b], { revalidates: false })], [keysAt(0, [a, b])]],
  clock_offset: [[keysAt(0, [a], { offsetSeconds: -6 })], [keysAt(0, [a], { offsetSeconds: -5 })]],
  lead_too_short: [
    [keysAt(0, [a]), keysAt(5, [a, b]), tokenAt(299, 'b')],
    [keysAt(0, [a]), keysAt(5, [a, b]), tokenAt(300, 'b')],
  ],
  lead_below_fleet: [
    [keysAt(0, [a]), keysAt(5, [a, b]), tokenAt(1269, 'b')],
    [keysAt(0, [a]), keysAt(5, [a, b]), tokenAt(1270, 'b')],
  ],
  retention_too_short: [
    [keysAt(0, [a, b]), tokenAt(1, 'a'), keysAt(960, [b])],
    [keysAt(0, [a, b]), tokenAt(1, 'a'), keysAt(961, [b])],
  ],
  standby_missing: [
    [keysAt(0, [a, b]), tokenAt(1, 'a'), tokenAt(2, 'b')],
    [keysAt(0, [a, b, c]), tokenAt(1, 'a'), tokenAt(2, 'b')],
  ],
  token_unavailable: [[failed('token', 'exit_status')], [failed('token', 'exit_status'), tokenAt(1, 'a')]],
  token_issuer_mismatch: [token({ issuer: 'https://other.example' }), token({})],
  token_alg_unlisted: [
    [discovery({ algorithms: ['RS256'] }), ...token({})],
    [discovery({ algorithms: undefined }), ...token({})],
  ],
  token_alg_breaks_verifiers: [token({ alg: 'Ed25519' }), token({})],
  token_kid_missing: [token({ kid: undefined }), token({})],
  token_kid_unpublished: [token({ signature: 'unchecked' }, 'c'), token({})],
  token_signature_invalid: [token({ signature: 'invalid' }), token({ signature: 'unchecked' })],
  token_never_expires: [token({ expiresAtSeconds: undefined }), token({})],
  token_lifetime_long: [token({ expiresAtSeconds: 3602 }), token({ expiresAtSeconds: 3601 })],
};

const codesOf = (samples: readonly Sample[]) => judge(seen(...samples), 2000).map(({ code }) => code);

test.each(Object.entries(cases))('%s is found where it is, and nowhere else', (code, [bad, good]) => {
  expect(codesOf(bad)).toContain(code);
  expect(codesOf(good)).not.toContain(code);
});

test('each finding has the severity and the cure of its kind, the worst first', () => {
  const findings = judge(seen(...Object.values(cases).flatMap(([bad]) => bad)), 2000);
  for (const { code, severity, cure, sentence } of findings) {
    expect({ severity, cure }).toEqual({
      severity: findingKinds[code].severity,
      cure: findingKinds[code].cure,
    });
    expect(sentence).toMatch(/[.)]$/);
  }
  const order = ['breaks-now', 'breaks-at-rotation', 'advice'];
  const ranks = findings.map(({ severity }) => order.indexOf(severity));
  expect(ranks).toEqual([...ranks].sort((one, other) => one - other));
  expect(new Set(ranks)).toEqual(new Set([0, 1, 2]));
});

test('a good issuer over a whole rotation is good', () => {
  const state = seen(
    discovery(),
    keysAt(0, [a, b]),
    tokenAt(0, 'a'),
    keysAt(1270, [a, b]),
    tokenAt(1270, 'b'),
    keysAt(1275, [a, b, c]),
    keysAt(2545, [b, c]),
  );
  expect(verdictOf(state, 2545)).toMatchObject({ verdict: 'good', findings: [] });
});

test('without a key set there is no verdict', () => {
  expect(verdictOf(seen(failed('discovery', 'connection_failed')), 0).verdict).toBe('unknown');
});

test('the private half of a key is nowhere in what is kept', () => {
  const state = seen(keysAt(0, [jwk('a', { d: 'the-secret', k: 'the-secret' })]));
  expect(JSON.stringify(verdictOf(state, 0))).not.toContain('the-secret');
  expect(JSON.stringify([state.keySet, ...state.keys])).not.toContain('the-secret');
});

test('a kid that is the name of a prototype is a kid like any other', () => {
  const state = seen(keysAt(0, [jwk('__proto__'), b]), keysAt(5, [jwk('__proto__', { x: 'other' }), b]));
  expect(judge(state, 5).map(({ code, kid }) => [code, kid])).toContainEqual(['kid_reused', '__proto__']);
});

test.each(['none', 'HS256'])('nobody is told to announce %s', (alg) => {
  const codes = codesOf([discovery({ algorithms: ['RS256'] }), ...token({ alg, kid: undefined })]);
  expect(codes).toContain('token_signature_invalid');
  expect(codes).not.toContain('token_alg_unlisted');
});
