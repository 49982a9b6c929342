import { expect, test } from 'vitest';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { readCrl } from '../../../relying-party/x509/crl.js';
import { collectAnchors } from '../../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../../relying-party/x509/validate-chain.js';
import {
  bits,
  der,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  sequence,
  time,
} from '../../support/der-writer.js';
import {
  basicConstraints,
  type CrlPlan,
  crlNumber,
  directoryName,
  dnsName,
  extension,
  keyUsage,
  leafExtensions,
  type Minted,
  mintAuthority,
  mintCrl,
  mintedAtSeconds,
  mintLeaf,
  uriName,
} from '../../support/minted-certificates.js';

const root = mintAuthority('Root');
const serial = integer('0123');

const pointAt = (...names: readonly Buffer[]) => explicit(0, explicit(0, ...names));
const distributionPoints = (...points: readonly Buffer[]) => extension('2.5.29.31', sequence(...points));
const scope = (...content: readonly Buffer[]) => extension('2.5.29.28', sequence(...content), true);
const here = uriName('http://crl.example/1');
const flag = (number: number) => implicit(number, Buffer.of(0xff));
const leafWith = (...extensions: readonly Buffer[]) =>
  mintLeaf(root, { serial, extensions: [...leafExtensions(), ...extensions] });
const leaf = leafWith();

function verdict(
  crls: readonly Buffer[],
  own: Minted = leaf,
  pool: readonly Minted[] = [],
  anchor: Minted = root,
) {
  const answer = validateChain({
    leaf: readCertificate(own.encoding),
    pool: pool.map(({ encoding }) => readCertificate(encoding)),
    anchors: collectAnchors([readCertificate(anchor.encoding)]),
    nowSeconds: mintedAtSeconds,
    rules: defaultChainRules,
    crls: crls.map((crl) => readCrl(crl)),
  });
  return 'path' in answer ? 'accept' : answer.finding.code;
}

const listed = (plan: CrlPlan = {}) => mintCrl(root, { revoked: [serial], ...plan });
const unlisted = (plan: CrlPlan = {}) => mintCrl(root, { revoked: [integer(9)], ...plan });
const scoped = (...content: readonly Buffer[]): CrlPlan => ({ extensions: [crlNumber, scope(...content)] });
const later = mintedAtSeconds + 1;

test.each<[string, readonly Buffer[], string]>([
  ['not on the list', [unlisted()], 'accept'],
  ['an empty list', [mintCrl(root)], 'accept'],
  ['on the list', [listed()], 'x5c_revoked'],
  ['no list', [], 'x5c_revocation_unknown'],
  ['on one of two lists', [unlisted(), listed()], 'x5c_revoked'],
  [
    'a list of someone else',
    [mintCrl(mintAuthority('Other'), { revoked: [serial] })],
    'x5c_revocation_unknown',
  ],
  ['a list signed by another key', [unlisted({ key: mintAuthority('Root').key })], 'x5c_revocation_unknown'],
  ['a forged list beside a good one', [listed({ key: mintAuthority('Root').key }), unlisted()], 'accept'],
  ['a list of tomorrow', [unlisted({ thisUpdateSeconds: later })], 'x5c_revocation_unknown'],
  ['a list of yesterday', [unlisted({ nextUpdateSeconds: mintedAtSeconds - 1 })], 'x5c_revocation_unknown'],
  ['a list that ends now', [unlisted({ nextUpdateSeconds: mintedAtSeconds })], 'accept'],
  [
    'a critical extension that nobody knows',
    [unlisted({ extensions: [crlNumber, extension('1.2.3', integer(1), true)] })],
    'x5c_revocation_unknown',
  ],
  [
    'an extension that nobody knows',
    [unlisted({ extensions: [crlNumber, extension('1.2.3', integer(1))] })],
    'accept',
  ],
  [
    'an entry that nobody understands',
    [unlisted({ revoked: [sequence(integer(9), time(1), sequence(extension('1.2.3', integer(1), true)))] })],
    'x5c_revocation_unknown',
  ],
  [
    'a reason, be it to take it off the list',
    [mintCrl(root, { revoked: [sequence(serial, time(1), sequence(extension('2.5.29.21', der(0x0a, 8))))] })],
    'x5c_revoked',
  ],
  [
    'a date of revocation ahead',
    [mintCrl(root, { revoked: [sequence(serial, time(later))] })],
    'x5c_revoked',
  ],
  ['another serial of the same last octets', [mintCrl(root, { revoked: [integer('23')] })], 'accept'],
  [
    'a list of changes beside a whole one',
    [unlisted(), unlisted({ extensions: [crlNumber, extension('2.5.29.27', integer(1), true)] })],
    'x5c_crl_unsupported',
  ],
  ['an indirect list', [unlisted(scoped(flag(4)))], 'x5c_revocation_unknown'],
  ['a list of authorities alone', [unlisted(scoped(flag(2)))], 'x5c_revocation_unknown'],
  ['a list of others alone', [unlisted(scoped(flag(1)))], 'accept'],
  ['a list of attribute certificates alone', [unlisted(scoped(flag(5)))], 'x5c_revocation_unknown'],
  ['a list of some reasons', [unlisted(scoped(der(0x83, 5, 0x60)))], 'x5c_revocation_unknown'],
  [
    'lists of all reasons together',
    [unlisted(scoped(der(0x83, 5, 0x60))), unlisted(scoped(der(0x83, 7, 0x1f, 0x80)))],
    'accept',
  ],
  ['a list published elsewhere', [unlisted(scoped(pointAt(here)))], 'x5c_revocation_unknown'],
  ['a list published by its issuer’s name', [unlisted(scoped(pointAt(directoryName('ROOT'))))], 'accept'],
])('%s', (_name, crls, answer) => {
  expect(verdict(crls)).toBe(answer);
});

test('a list of one place covers the certificates that point there', () => {
  const pointing = leafWith(distributionPoints(sequence(pointAt(uriName('http://other.example'), here))));
  expect(verdict([unlisted(scoped(pointAt(here)))], pointing)).toBe('accept');
  expect(verdict([listed(scoped(pointAt(here)))], pointing)).toBe('x5c_revoked');
  expect(verdict([unlisted(scoped(pointAt(uriName('http://crl.example/%31'))))], pointing)).toBe(
    'x5c_revocation_unknown',
  );
  const oddly = leafWith(distributionPoints(sequence(pointAt(here, dnsName('crl.example')))));
  expect(verdict([unlisted(scoped(pointAt(here)))], oddly)).toBe('x5c_revocation_unknown');
  const elsewhere = leafWith(
    distributionPoints(sequence(pointAt(here), explicit(2, directoryName('Other')))),
  );
  expect(verdict([unlisted(scoped(pointAt(here)))], elsewhere)).toBe('x5c_revocation_unknown');
});

test('a critical pointer to lists is honoured where there are lists', () => {
  const pointer = extension('2.5.29.31', sequence(sequence(pointAt(here))), true);
  const demanding = leafWith(pointer);
  expect(verdict([unlisted()], demanding)).toBe('accept');
  const input = {
    leaf: readCertificate(demanding.encoding),
    pool: [],
    anchors: collectAnchors([readCertificate(root.encoding)]),
    nowSeconds: mintedAtSeconds,
    rules: defaultChainRules,
  };
  expect(validateChain(input)).toMatchObject({ finding: { code: 'x5c_critical_extension' } });
});

test('every certificate but the anchor is looked up, each at its own issuer', () => {
  const authority = mintAuthority('CA', root, { serial: integer(5) });
  const own = mintLeaf(authority, { serial });
  expect(verdict([mintCrl(root), mintCrl(authority)], own, [authority])).toBe('accept');
  expect(verdict([mintCrl(root)], own, [authority])).toBe('x5c_revocation_unknown');
  expect(verdict([mintCrl(root, { revoked: [integer(5)] }), mintCrl(authority)], own, [authority])).toBe(
    'x5c_revoked',
  );
  expect(verdict([mintCrl(root, { revoked: [serial] }), mintCrl(authority)], own, [authority])).toBe(
    'accept',
  );
});

test('who signs a list may sign lists', () => {
  const mute = mintAuthority('Root', undefined, {
    extensions: [basicConstraints(true), keyUsage('keyCertSign')],
  });
  const silent = mintAuthority('Root', undefined, { extensions: [basicConstraints(true)] });
  const below = (anchor: Minted) => verdict([mintCrl(anchor)], mintLeaf(anchor), [], anchor);
  expect(below(mute)).toBe('x5c_revocation_unknown');
  expect(below(silent)).toBe('accept');
});

test('a separate key for lists needs a certificate of the same authority, which is not revoked itself', () => {
  const authority = mintAuthority('CA', root);
  const own = mintLeaf(authority);
  const listKey = mintAuthority('CA', root, { serial: integer(6), extensions: [keyUsage('cRLSign')] });
  const crls = (...revoked: readonly Buffer[]) => [mintCrl(root, { revoked }), mintCrl(listKey)];
  expect(verdict(crls(), own, [authority, listKey])).toBe('accept');
  expect(verdict(crls(), own, [authority])).toBe('x5c_revocation_unknown');
  expect(verdict(crls(integer(6)), own, [authority, listKey])).toBe('x5c_revocation_unknown');
  const stranger = mintAuthority('CA', mintAuthority('Stranger'), { extensions: [keyUsage('cRLSign')] });
  expect(verdict([mintCrl(root), mintCrl(stranger)], own, [authority, stranger])).toBe(
    'x5c_revocation_unknown',
  );
});

test('a list does not vouch for who signed it', () => {
  const authority = mintAuthority('CA', root);
  const own = mintLeaf(authority);
  const listKey = mintAuthority('CA', authority, { extensions: [keyUsage('cRLSign')] });
  expect(verdict([mintCrl(root), mintCrl(listKey)], own, [authority, listKey])).toBe(
    'x5c_revocation_unknown',
  );
});

const codeOf = (encoding: Buffer) => {
  try {
    readCrl(encoding);
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each<[string, Buffer, string]>([
  ['as it should be', listed(), 'read'],
  ['no number', listed({ extensions: [extension('1.2.3', integer(1))] }), 'x5c_crl_unsupported'],
  ['a critical number', listed({ extensions: [extension('2.5.29.20', integer(1), true)] }), 'x5c_extension'],
  ['no next one', listed({ nextUpdateSeconds: null }), 'x5c_crl_unsupported'],
  ['a serial twice', mintCrl(root, { revoked: [serial, serial] }), 'x5c_crl_unsupported'],
  ['a scope that excludes everything', listed(scoped(flag(1), flag(2))), 'x5c_der'],
  ['a default that is written', listed(scoped(implicit(1, Buffer.of(0)))), 'x5c_der'],
  ['bytes after it', Buffer.concat([listed(), Buffer.of(0)]), 'x5c_trailing_bytes'],
  [
    'version 1',
    sequence(sequence(oid('1.2.3')), sequence(oid('1.2.3')), bits(octets(Buffer.of()))),
    'x5c_crl_unsupported',
  ],
])('the form of a list: %s', (_name, encoding, code) => {
  expect(codeOf(encoding)).toBe(code);
});
