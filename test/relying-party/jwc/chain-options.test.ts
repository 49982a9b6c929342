import { createVerifier, type VerifierOptions } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { expect, test } from 'vitest';
import { createVerifier as createWebVerifier } from '../../../relying-party/index-web.js';
import { audience, issuer } from '../made-tokens.js';
import { trusted } from './chain-stand.js';

const innerJwks = { keys: [trusted.jwk] };
const entry = { issuer, audience, trustPath: 'jwc', jwc: { innerJwks } };

function refusalOf(
  options: unknown,
  create = createVerifier,
): { code: string; option: string; message: string } {
  try {
    create(options as VerifierOptions);
  } catch (error) {
    const { code, option, message } = error as { code: string; option: string; message: string };
    return { code, option, message };
  }
  return { code: 'none', option: '', message: '' };
}

const withJwc = (options: unknown) => ({ trustPaths: [jwc()], issuers: [{ ...entry, jwc: options }] });
const withEntry = (changes: object) => ({ trustPaths: [jwc()], issuers: [{ ...entry, ...changes }] });
const at = 'issuers[0].jwc';

const refused: readonly (readonly [string, unknown, string, string])[] = [
  ['the path without its plug', { issuers: [entry] }, 'option_unsupported', 'issuers[0].trustPath'],
  ['options without the path', withEntry({ trustPath: 'discovery' }), 'option_unsupported', at],
  ['no plug but a name', { trustPaths: ['jwc'], issuers: [entry] }, 'option_invalid', 'trustPaths'],
  ['the plug twice', { trustPaths: [jwc(), jwc()], issuers: [entry] }, 'option_invalid', 'trustPaths'],
  ['the path twice', withEntry({ trustPath: ['jwc', 'jwc'] }), 'option_invalid', 'issuers[0].trustPath'],
  ['no keys', withJwc({}), 'option_missing', at],
  ['no options at all', withJwc(undefined), 'option_missing', at],
  ['an empty set', withJwc({ innerJwks: { keys: [] } }), 'option_invalid', `${at}.innerJwks`],
  ['a name misspelt', withJwc({ innerJwks, bindings: 'none' }), 'option_unknown', `${at}.bindings`],
  ['a rule unknown', withJwc({ innerJwks, binding: 'any' }), 'option_invalid', `${at}.binding`],
  ['binding null', withJwc({ innerJwks, binding: null }), 'option_invalid', `${at}.binding`],
  [
    'a lifetime below 0',
    withJwc({ innerJwks, maxInnerLifetimeSeconds: -1 }),
    'option_invalid',
    `${at}.maxInnerLifetimeSeconds`,
  ],
  [
    'a lifetime as text',
    withJwc({ innerJwks, maxOuterLifetimeSeconds: '60' }),
    'option_invalid',
    `${at}.maxOuterLifetimeSeconds`,
  ],
  [
    'a flag as text',
    withJwc({ innerJwks, allowUntypedInner: 'yes' }),
    'option_invalid',
    `${at}.allowUntypedInner`,
  ],
  [
    'a denylist of numbers',
    withJwc({ innerJwks, denylist: { jtis: [7] } }),
    'option_invalid',
    `${at}.denylist.jtis[0]`,
  ],
  [
    'a denylist as text',
    withJwc({ innerJwks, denylist: { jtis: 'a' } }),
    'option_invalid',
    `${at}.denylist.jtis`,
  ],
  [
    'a denylist of something else',
    withJwc({ innerJwks, denylist: { jti: ['a'] } }),
    'option_unknown',
    `${at}.denylist.jti`,
  ],
  [
    'an inner issuer that is no URL',
    withJwc({ innerIssuer: 'api.example.com' }),
    'option_invalid',
    `${at}.innerIssuer`,
  ],
  [
    'an inner issuer over http',
    withJwc({ innerIssuer: 'http://issuer.example' }),
    'option_invalid',
    `${at}.innerIssuer`,
  ],
  ['ID tokens', withEntry({ profile: 'idToken' }), 'option_invalid', at],
  ['a lifetime that does nothing', withEntry({ maxLifetimeSeconds: 60 }), 'option_invalid', at],
];

test.each(refused)('refused: %s', (_what, options, code, option) => {
  expect(refusalOf(options)).toMatchObject({ code, option });
});

test('what is not plugged in is refused with the cure', () => {
  expect(refusalOf({ issuers: [entry] }).message).toContain('trustPaths: [jwc()]');
  expect(refusalOf({ issuers: [entry] }).message).toContain('@keyturn/relying-party/jwc');
});

const taken: readonly (readonly [string, unknown])[] = [
  ['static keys of an issuer that is no URL', withEntry({ issuer: 'api.example.com' })],
  ['an issuer’s discovery', withJwc({ innerIssuer: issuer })],
  [
    'every option in JSON',
    withJwc({
      innerJwks,
      innerIssuer: 'x',
      binding: 'none',
      maxInnerLifetimeSeconds: 1,
      maxOuterLifetimeSeconds: 1,
      allowUntypedInner: true,
      denylist: { jtis: ['a'], keyThumbprints: ['b'] },
      refuseReplays: true,
    }),
  ],
  [
    'beside discovery',
    withEntry({ trustPath: ['discovery', 'jwc'], maxLifetimeSeconds: 60, profile: 'idToken' }),
  ],
  ['anyJwt by name', withEntry({ profile: 'anyJwt' })],
];

test.each(taken)('taken: %s', (_what, options) => {
  expect(refusalOf(options)).toMatchObject({ code: 'none' });
});

test('where addresses cannot be checked, static keys need no word about it, and discovery does', () => {
  expect(refusalOf(withJwc({ innerJwks }), createWebVerifier).code).toBe('none');
  expect(refusalOf(withJwc({ innerIssuer: issuer }), createWebVerifier)).toMatchObject({
    code: 'option_missing',
    option: 'addressCheck',
  });
});
