import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  fuzzAgainstJose,
  joseVerdict,
  keys,
  oddKeys,
  ourVerdict,
  type Plan,
  type Spelling,
  stricterRules,
  writeToken,
} from '../support/jose-opinions.js';
import { accessClaims, accessHeader, type MadeKey, nowSeconds } from './made-tokens.js';

test('accepted by us implies accepted by jose; what jose alone accepts, one of our stricter rules refuses', async () => {
  const { both, onlyOurs, onlyTheirs } = await fuzzAgainstJose(600);
  expect(onlyOurs).toEqual([]);
  const listed: readonly string[] = Object.keys(stricterRules);
  expect([...onlyTheirs.keys()].filter((code) => !listed.includes(code))).toEqual([]);
  // Else the tokens would be such that nobody accepts, and show nothing.
  expect(both).toBeGreaterThan(20);
  expect(onlyTheirs.size).toBeGreaterThan(5);
});

const [key] = keys as [MadeKey];
const [withoutAlg] = oddKeys as [MadeKey];
const json = JSON.stringify;
const written = (changes: {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  signer?: MadeKey;
  spelling?: Spelling;
}): Plan => {
  const { signer = key, spelling = 'as it is' } = changes;
  const header = json(accessHeader(signer, changes.header));
  return { key: signer, signer, header, claims: json(accessClaims(changes.claims)), spelling };
};
const good = written({});
const goodClaims = String(good.claims);

/** One token for each rule, and some for two sides of it. */
const samples: readonly (readonly [keyof typeof stricterRules, Plan])[] = [
  ['encoding_not_canonical', written({ spelling: 'spare bits', claims: { extra: 'a' } })],
  ['json_invalid', { ...good, claims: `\ufeff${goodClaims}` }],
  ['json_too_deep', { ...good, claims: goodClaims.replace('{', `{"x":${'['.repeat(16)}${']'.repeat(16)},`) }],
  ['member_duplicate', { ...good, claims: goodClaims.replace('{', '{"sub":"admin",') }],
  ['token_too_large', written({ claims: { extra: 'x'.repeat(16_000) } })],
  ['header_too_large', written({ header: { extra: 'x'.repeat(8_000) } })],
  ['b64_not_supported', written({ header: { b64: true, crit: ['b64'] } })],
  ['claim_missing', written({ claims: { client_id: undefined } })],
  ['claim_missing', written({ claims: { exp: undefined } })],
  ['claim_invalid', written({ claims: { exp: nowSeconds * 1000 } })],
  ['token_issued_in_future', written({ claims: { iat: nowSeconds + 61 } })],
  ['token_bound', written({ claims: { cnf: { jkt: 'x' } } })],
  ['key_ambiguous', written({ signer: keys[1] as MadeKey, header: { kid: undefined } })],
  ['key_unknown', written({ signer: withoutAlg })],
];

test.each(samples)('jose accepts what we refuse by %s', async (code, plan) => {
  const token = writeToken(plan);
  expect(await joseVerdict(token, 5)).toBeDefined();
  expect(await ourVerdict(token)).toBe(code);
});

test('each rule of the list has a sample, and stands in the documentation with the same words', () => {
  expect([...new Set(samples.map(([code]) => code))].sort()).toEqual(Object.keys(stricterRules).sort());
  const page = readFileSync(new URL('../../relying-party/token/README.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, code, rule]) => [code, rule]);
  expect(Object.fromEntries(rows)).toEqual(stricterRules);
});
