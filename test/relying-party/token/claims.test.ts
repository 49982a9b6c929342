import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAudience, checkAuthorizedParty } from '../../../relying-party/token/check-audience.js';
import { checkBinding } from '../../../relying-party/token/check-binding.js';
import { checkTimes } from '../../../relying-party/token/check-times.js';
import { checkProfileClaims, checkType, tokenProfiles } from '../../../relying-party/token/profiles.js';
import { accessClaims, nowSeconds, refusalCode } from '../made-tokens.js';

const rules = { leewaySeconds: 5, futureToleranceSeconds: 60, maxLifetimeSeconds: undefined };
const outcomeOf = async (check: () => void) => {
  try {
    check();
    return 'passed';
  } catch (error) {
    return refusalCode(Promise.reject(error));
  }
};
/** Parsed from text, as a token's claims are: 1e400 is a number there and Infinity here. */
const times = (json: string, changes: Partial<typeof rules> | { maxLifetimeSeconds: number } = {}) =>
  outcomeOf(() => checkTimes(JSON.parse(json), nowSeconds, { ...rules, ...changes }));

test.each([
  ['a second before the leeway ends', `{"exp":${nowSeconds - 4}}`, 'passed'],
  ['a fraction before the leeway ends', `{"exp":${nowSeconds - 4.999}}`, 'passed'],
  ['the instant the leeway ends', `{"exp":${nowSeconds - 5}}`, 'token_expired'],
  ['fractions are legal', `{"exp":${nowSeconds + 0.4009326}}`, 'passed'],
  ['missing', '{}', 'claim_missing'],
  ['a string', `{"exp":"${nowSeconds + 60}"}`, 'claim_invalid'],
  ['null', '{"exp":null}', 'claim_invalid'],
  ['true', '{"exp":true}', 'claim_invalid'],
  ['a list', `{"exp":[${nowSeconds + 60}]}`, 'claim_invalid'],
  ['1e400', '{"exp":1e400}', 'claim_invalid'],
  ['-1e400', '{"exp":-1e400}', 'claim_invalid'],
  ['milliseconds', `{"exp":${nowSeconds * 1000}}`, 'claim_invalid'],
  ['just above 1e11', '{"exp":100000000000.1}', 'claim_invalid'],
  ['1e11', '{"exp":1e11}', 'passed'],
  ['negative', '{"exp":-1}', 'token_expired'],
  ['zero', '{"exp":0}', 'token_expired'],
])('exp: %s', async (_name, json, outcome) => {
  expect(await times(json)).toBe(outcome);
});

test.each([
  ['nbf', 'token_not_yet_valid'],
  ['iat', 'token_issued_in_future'],
])('%s in the future up to the tolerance', async (name, code) => {
  const at = (value: unknown) => times(`{"exp":${nowSeconds + 300},"${name}":${JSON.stringify(value)}}`);
  expect(await at(nowSeconds + 60)).toBe('passed');
  expect(await at(nowSeconds + 60.001)).toBe(code);
  expect(await at(nowSeconds - 1e9)).toBe('passed');
  expect(await at(nowSeconds * 1000)).toBe('claim_invalid');
  expect(await at(`${nowSeconds}`)).toBe('claim_invalid');
  expect(await at(null)).toBe('claim_invalid');
  expect(await times(`{"exp":${nowSeconds + 300},"${name}":1e400}`)).toBe('claim_invalid');
});

test('the lifetime is limited where a limit is set, and then iat must be there', async () => {
  const limit = { maxLifetimeSeconds: 600 };
  expect(await times(`{"iat":${nowSeconds},"exp":${nowSeconds + 600}}`, limit)).toBe('passed');
  expect(await times(`{"iat":${nowSeconds},"exp":${nowSeconds + 601}}`, limit)).toBe('lifetime_too_long');
  expect(await times(`{"exp":${nowSeconds + 1}}`, limit)).toBe('claim_missing');
});

test('time: accepted exactly when every bound holds', async () => {
  const near = fc.double({ min: nowSeconds - 100, max: nowSeconds + 100, noNaN: true });
  await fc.assert(
    fc.asyncProperty(near, near, near, async (exp, nbf, iat) => {
      const good = nowSeconds < exp + 5 && nbf <= nowSeconds + 60 && iat <= nowSeconds + 60;
      expect((await times(JSON.stringify({ exp, nbf, iat }))) === 'passed').toBe(good);
    }),
  );
});

const ours = new Set(['us', 'also us']);

test.each([
  ['our name', 'us', 'passed'],
  ['our other name', 'also us', 'passed'],
  ['ours among others', ['them', 'us'], 'passed'],
  ['another', 'them', 'audience_mismatch'],
  ['another case', 'US', 'audience_mismatch'],
  ['a longer name', 'us2', 'audience_mismatch'],
  ['others only', ['them'], 'audience_mismatch'],
  ['empty list (CVE-2020-26160)', [], 'claim_invalid'],
  ['empty string', '', 'audience_mismatch'],
  ['a list with a number', ['us', 1], 'claim_invalid'],
  ['a list in a list', [['us']], 'claim_invalid'],
  ['a number', 1, 'claim_invalid'],
  ['an object', { us: true }, 'claim_invalid'],
  ['null', null, 'claim_invalid'],
  ['missing', undefined, 'audience_missing'],
])('aud: %s', async (_name, aud, outcome) => {
  expect(await outcomeOf(() => checkAudience({ aud }, ours))).toBe(outcome);
});

test('with null nothing is compared, and a malformed aud is still refused', async () => {
  expect(await outcomeOf(() => checkAudience({ aud: 'them' }, null))).toBe('passed');
  expect(await outcomeOf(() => checkAudience({}, null))).toBe('passed');
  expect(await outcomeOf(() => checkAudience({ aud: [] }, null))).toBe('claim_invalid');
});

test.each([
  ['absent beside one audience', { aud: 'us' }, 'passed'],
  ['absent beside a list of one', { aud: ['us'] }, 'passed'],
  ['absent beside two', { aud: ['us', 'them'] }, 'claim_missing'],
  ['ours', { aud: ['us', 'them'], azp: 'us' }, 'passed'],
  ['another’s', { aud: ['us', 'them'], azp: 'them' }, 'audience_mismatch'],
  ['another’s beside one audience', { aud: 'us', azp: 'them' }, 'audience_mismatch'],
  ['a number', { aud: 'us', azp: 1 }, 'claim_invalid'],
])('azp: %s', async (_name, claims, outcome) => {
  expect(await outcomeOf(() => checkAuthorizedParty(claims, ours))).toBe(outcome);
});

test.each([
  ['accessToken', 'at+jwt', true],
  ['accessToken', 'jwt', false],
  ['accessToken', undefined, false],
  ['idToken', undefined, true],
  ['idToken', 'jwt', true],
  ['idToken', 'at+jwt', false],
  ['anyJwt', undefined, true],
  ['anyJwt', 'jwt', true],
  ['anyJwt', 'at+jwt', true],
  ['anyJwt', 'jwc-inner+jwt', false],
  ['anyJwt', 'keyturn-report+jwt', false],
  ['anyJwt', 'jwk-set+jwt', false],
  ['anyJwt', 'dpop+jwt', false],
  ['anyJwt', 'logout+jwt', false],
] as const)('profile %s, typ %s: %s', async (profile, typ, allowed) => {
  const outcome = await outcomeOf(() => checkType(typ, tokenProfiles[profile]));
  expect(outcome).toBe(allowed ? 'passed' : 'typ_not_allowed');
});

const profileOutcome = (profile: keyof typeof tokenProfiles, claims: Record<string, unknown>) =>
  outcomeOf(() => checkProfileClaims(claims, tokenProfiles[profile], ours));

test.each(['sub', 'client_id', 'iat', 'jti', 'aud'])(
  'accessToken needs %s (RFC 9068 section 2.2)',
  async (name) => {
    expect(await profileOutcome('accessToken', accessClaims())).toBe('passed');
    expect(await profileOutcome('accessToken', accessClaims({ [name]: undefined }))).toBe('claim_missing');
  },
);

test.each(['sub', 'client_id', 'jti'])('%s must be text', async (name) => {
  for (const wrong of [1, '', null, {}, ['a']])
    expect(await profileOutcome('accessToken', accessClaims({ [name]: wrong }))).toBe('claim_invalid');
});

test('idToken needs sub, aud and iat and checks azp; anyJwt needs nothing more', async () => {
  const claims = { sub: 's', aud: 'us', iat: 1 };
  expect(await profileOutcome('idToken', claims)).toBe('passed');
  for (const name of ['sub', 'aud', 'iat'])
    expect(await profileOutcome('idToken', { ...claims, [name]: undefined })).toBe('claim_missing');
  expect(await profileOutcome('idToken', { ...claims, azp: 'them' })).toBe('audience_mismatch');
  expect(await profileOutcome('anyJwt', { azp: 'them' })).toBe('passed');
  expect(await profileOutcome('anyJwt', { sub: 1 })).toBe('claim_invalid');
});

test.each([[{ jkt: 'x' }], [{}], [null], ['x']])(
  'a bound token is refused as plain Bearer: cnf %j',
  async (cnf) => {
    expect(await outcomeOf(() => checkBinding({ cnf }))).toBe('token_bound');
    expect(await outcomeOf(() => checkBinding({}))).toBe('passed');
  },
);
