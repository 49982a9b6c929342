import { systemClock } from '@keyturn/shared/clock';
import { profiles } from '@keyturn/shared/profiles';
import { expect, test } from 'vitest';
import { createVerifier } from '../../relying-party/index.js';
import { createVerifier as createWebVerifier } from '../../relying-party/index-web.js';
import { OptionRefusal } from '../../relying-party/options/option-refusal.js';
import { readOptions } from '../../relying-party/options/read-options.js';
import type { VerifierOptions } from '../../relying-party/options.js';
import { defaultAlgorithms } from '../../relying-party/signature/algorithms.js';
import { makeKey } from './made-tokens.js';

const issuer = 'https://issuer.example';
const one = { issuer, audience: 'us' };

function refusal(options: unknown, create: (options: VerifierOptions) => unknown = createVerifier) {
  try {
    create(options as VerifierOptions);
  } catch (error) {
    if (error instanceof OptionRefusal)
      return { code: error.code, option: error.option, message: error.message };
    throw error;
  }
  return undefined;
}

test.each([
  ['nothing', undefined, 'option_invalid', 'options'],
  ['no issuers', {}, 'option_missing', 'issuers'],
  ['an empty list', { issuers: [] }, 'option_invalid', 'issuers'],
  ['issuers no list', { issuers: one }, 'option_invalid', 'issuers'],
  ['an issuer that is a string', { issuers: [issuer] }, 'option_invalid', 'issuers[0]'],
  ['no issuer', { issuers: [{ audience: 'us' }] }, 'option_missing', 'issuers[0].issuer'],
  ['issuer null', { issuers: [{ ...one, issuer: null }] }, 'option_invalid', 'issuers[0].issuer'],
  ['issuer empty', { issuers: [{ ...one, issuer: '' }] }, 'option_invalid', 'issuers[0].issuer'],
  ['no audience', { issuers: [{ issuer }] }, 'option_missing', 'issuers[0].audience'],
  ['audience empty', { issuers: [{ issuer, audience: [] }] }, 'option_invalid', 'issuers[0].audience'],
  [
    'audience with a pattern (claim-6)',
    { issuers: [{ issuer, audience: /us/ }] },
    'option_invalid',
    'issuers[0].audience',
  ],
  [
    'audience with an empty name',
    { issuers: [{ issuer, audience: ['a', ''] }] },
    'option_invalid',
    'issuers[0].audience[1]',
  ],
  ['an issuer twice', { issuers: [one, one] }, 'option_invalid', 'issuers[1].issuer'],
  ['an unknown option', { issuers: [one], allowLoopbak: true }, 'option_unknown', 'options.allowLoopbak'],
  [
    'an unknown option of an issuer',
    { issuers: [{ ...one, audiance: 'us' }] },
    'option_unknown',
    'issuers[0].audiance',
  ],
  [
    'an unknown option of discovery',
    { issuers: [{ ...one, discovery: { jwks_uri: 'x' } }] },
    'option_unknown',
    'issuers[0].discovery.jwks_uri',
  ],
  ['http', { issuers: [{ ...one, issuer: 'http://issuer.example' }] }, 'option_invalid', 'issuers[0].issuer'],
  [
    'http on loopback, not allowed',
    { issuers: [{ ...one, issuer: 'http://127.0.0.1' }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'http elsewhere, loopback allowed',
    { allowLoopback: true, issuers: [{ ...one, issuer: 'http://127.0.0.1.example' }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'no URL to discover at',
    { issuers: [{ ...one, issuer: 'accounts' }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'an issuer with a query',
    { issuers: [{ ...one, issuer: `${issuer}/?a` }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'an issuer with a fragment',
    { issuers: [{ ...one, issuer: `${issuer}/#a` }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'an issuer with user information',
    { issuers: [{ ...one, issuer: 'https://a@issuer.example' }] },
    'option_invalid',
    'issuers[0].issuer',
  ],
  [
    'jwks_uri of file: (CVE-2026-48522)',
    { issuers: [{ ...one, discovery: { jwksUri: 'file:///etc/keys' } }] },
    'option_invalid',
    'issuers[0].discovery.jwksUri',
  ],
  [
    'jwks_uri of data:',
    { issuers: [{ ...one, discovery: { jwksUri: 'data:,{}' } }] },
    'option_invalid',
    'issuers[0].discovery.jwksUri',
  ],
  [
    'jwks_uri of ftp:',
    { issuers: [{ ...one, discovery: { jwksUri: 'ftp://issuer.example/k' } }] },
    'option_invalid',
    'issuers[0].discovery.jwksUri',
  ],
  [
    'two ways to the keys',
    { issuers: [{ ...one, discovery: { jwksUri: `${issuer}/k`, metadata: 'openid' } }] },
    'option_invalid',
    'issuers[0].discovery',
  ],
  [
    'metadata of no known form',
    { issuers: [{ ...one, discovery: { metadata: 'oidc' } }] },
    'option_invalid',
    'issuers[0].discovery.metadata',
  ],
  [
    'a set without keys',
    { issuers: [{ ...one, discovery: { jwks: { keys: [] } } }] },
    'option_invalid',
    'issuers[0].discovery.jwks',
  ],
  [
    'HS256 allowed',
    { issuers: [{ ...one, algorithms: ['RS256', 'HS256'] }] },
    'option_invalid',
    'issuers[0].algorithms',
  ],
  [
    'none allowed',
    { issuers: [{ ...one, algorithms: ['none'] }] },
    'option_invalid',
    'issuers[0].algorithms',
  ],
  [
    'an empty key with an alg list (GHSA-8wpc-h4q6-8fxv): no algorithm',
    { issuers: [{ ...one, algorithms: [] }] },
    'option_invalid',
    'issuers[0].algorithms',
  ],
  [
    'an unknown profile',
    { issuers: [{ ...one, profile: 'refreshToken' }] },
    'option_invalid',
    'issuers[0].profile',
  ],
  [
    'leeway over 60',
    { issuers: [{ ...one, leewaySeconds: 61 }] },
    'option_invalid',
    'issuers[0].leewaySeconds',
  ],
  [
    'leeway below 0',
    { issuers: [{ ...one, leewaySeconds: -1 }] },
    'option_invalid',
    'issuers[0].leewaySeconds',
  ],
  [
    'leeway NaN',
    { issuers: [{ ...one, leewaySeconds: Number.NaN }] },
    'option_invalid',
    'issuers[0].leewaySeconds',
  ],
  [
    'leeway a string',
    { issuers: [{ ...one, leewaySeconds: '5' }] },
    'option_invalid',
    'issuers[0].leewaySeconds',
  ],
  [
    'tolerance over 300',
    { issuers: [{ ...one, futureToleranceSeconds: 301 }] },
    'option_invalid',
    'issuers[0].futureToleranceSeconds',
  ],
  [
    'lifetime Infinity',
    { issuers: [{ ...one, maxLifetimeSeconds: Number.POSITIVE_INFINITY }] },
    'option_invalid',
    'issuers[0].maxLifetimeSeconds',
  ],
  ['x5c', { issuers: [{ ...one, trustPath: 'x5c' }] }, 'option_unsupported', 'issuers[0].trustPath'],
  [
    'jwc in a list',
    { issuers: [{ ...one, trustPath: ['discovery', 'jwc'] }] },
    'option_unsupported',
    'issuers[0].trustPath',
  ],
  [
    'a trust path that is none',
    { issuers: [{ ...one, trustPath: 'tofu' }] },
    'option_invalid',
    'issuers[0].trustPath',
  ],
  ['a flag that is a string', { issuers: [one], allowLoopback: 'true' }, 'option_invalid', 'allowLoopback'],
  ['durations that are none', { issuers: [one], durations: 'fast' }, 'option_invalid', 'durations'],
  ['tlsCa a number', { issuers: [one], tlsCa: 1 }, 'option_invalid', 'tlsCa'],
  ['addressCheck off', { issuers: [one], addressCheck: false }, 'option_invalid', 'addressCheck'],
  ['a clock that is none', { issuers: [one], clock: Date }, 'option_invalid', 'clock'],
])('refused: %s', (_name, options, code, option) => {
  expect(refusal(options)).toMatchObject({ code, option });
});

test('a misspelt option is suggested, and what is far from all is not', () => {
  expect(refusal({ issuers: [{ ...one, audiance: 'us' }] })?.message).toContain('Did you mean "audience"?');
  expect(refusal({ issuers: [{ ...one, leeway: 5 }] })?.message).not.toContain('undefined');
  expect(refusal({ issuers: [{ ...one, somethingElse: 5 }] })?.message).toContain('Known are issuer,');
});

test('the defaults are those of the README', () => {
  const settings = readOptions({ issuers: [one] });
  expect(settings).toMatchObject({
    fetchRules: {
      allowLoopback: false,
      allowPrivateNetwork: false,
      deadlineMilliseconds: 5000,
      maxBodyBytes: 262_144,
    },
    durations: profiles.default.verifier,
  });
  expect(settings.issuers[0]).toMatchObject({
    times: { leewaySeconds: 5, futureToleranceSeconds: 60, maxLifetimeSeconds: undefined },
    staleIfErrorSeconds: 900,
    allowStaleInSpiteOfMustRevalidate: false,
    discovery: { metadata: 'openid' },
  });
  expect([...(settings.issuers[0]?.algorithms ?? [])]).toEqual(
    defaultAlgorithms.filter((alg) => alg !== 'EdDSA'),
  );
});

test('the tolerances shrink with the short profiles, as the proportions of a day do', () => {
  const times = readOptions({ issuers: [one], durations: 'drill' }).issuers[0]?.times;
  expect(times).toMatchObject({ leewaySeconds: 1, futureToleranceSeconds: 1 });
});

test('what may be given', () => {
  const jwks = { keys: [makeKey('ES256').jwk] };
  const verifier = createVerifier({
    allowLoopback: true,
    allowPrivateNetwork: true,
    tlsCa: ['-----BEGIN CERTIFICATE-----'],
    durations: 'wide',
    clock: systemClock,
    issuers: [
      { issuer: 'http://localhost:4000', audience: ['a', 'b'], trustPath: 'discovery' },
      { issuer: 'https://a.example/', audience: null, discovery: { metadata: 'rfc8414' } },
      { issuer: 'a name that is no URL', audience: 'us', discovery: { jwks }, trustPath: ['discovery'] },
      { ...one, discovery: { jwksUri: 'https://keys.example/set?v=1' }, maxLifetimeSeconds: 3600 },
    ],
  });
  expect(verifier.status()).toHaveLength(4);
  verifier.close();
});

test('where addresses cannot be checked that must be typed out, unless nothing is fetched', () => {
  const jwks = { keys: [makeKey('ES256').jwk] };
  expect(refusal({ issuers: [one] }, createWebVerifier)).toMatchObject({
    code: 'option_missing',
    option: 'addressCheck',
  });
  expect(refusal({ issuers: [one], addressCheck: 'unavailable' }, createWebVerifier)).toBeUndefined();
  expect(refusal({ issuers: [{ ...one, discovery: { jwks } }] }, createWebVerifier)).toBeUndefined();
  expect(refusal({}, createWebVerifier)).toMatchObject({ code: 'option_missing', option: 'issuers' });
});
