import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDer } from '../../../relying-party/x509/der.js';
import { isWithinName, readName } from '../../../relying-party/x509/distinguished-name.js';
import {
  hostOfUri,
  isAbsoluteUri,
  isDnsName,
  isDnsPattern,
  readMailbox,
} from '../../../relying-party/x509/name-syntax.js';
import { writeName } from '../../../relying-party/x509/write-name.js';
import { der, oid, printable, sequence, set, utf8 } from '../../support/der-writer.js';

const attribute = (type: string, value: Buffer) => sequence(oid(type), value);
const nameOf = (...sets: readonly Buffer[]) => readName(readDer(sequence(...sets)));
const common = (value: Buffer) => set(attribute('2.5.4.3', value));
const country = (value: Buffer) => set(attribute('2.5.4.6', value));
const bmp = (text: string) => der(0x1e, Buffer.from(text, 'utf16le').swap16());

test.each([
  ['case', printable('Example'), printable('EXAMPLE')],
  ['white space', printable('  Example   CA '), printable('Example CA')],
  ['encoding', printable('Example'), utf8('Example')],
  ['BMPString', bmp('Example'), utf8('example')],
  ['compatibility forms', utf8('Ｅxample'), utf8('example')],
  ['characters that are not seen', utf8('Ex\u00ada\u200bm\u0000p\ufe0fle'), utf8('example')],
  ['controls that are white space', utf8('Example\t\r\nCA'), printable('Example CA')],
])('names are equal whatever their %s (RFC 5280 section 7.1)', (_what, a, b) => {
  expect(nameOf(common(a)).key).toBe(nameOf(common(b)).key);
});

test.each([
  ['other text', common(utf8('a')), common(utf8('b'))],
  ['another attribute', common(utf8('a')), country(utf8('a'))],
  ['an encoding that nobody folds', common(der(0x14, Buffer.from('a'))), common(utf8('a'))],
  ['more', common(utf8('a')), Buffer.concat([common(utf8('a')), country(utf8('b'))])],
])('names differ by %s', (_what, a, b) => {
  const other = b.length > a.length ? nameOf(common(utf8('a')), country(utf8('b'))) : nameOf(b);
  expect(nameOf(a).key).not.toBe(other.key);
});

test('the order in a set says nothing, the order of sets does', () => {
  const one = attribute('2.5.4.3', utf8('a'));
  const two = attribute('2.5.4.6', utf8('b'));
  expect(nameOf(set(one, two)).key).toBe(nameOf(set(two, one)).key);
  expect(nameOf(set(one), set(two)).key).not.toBe(nameOf(set(two), set(one)).key);
  expect(nameOf(set(one), set(two)).key).not.toBe(nameOf(set(one, two)).key);
});

test('no text of one attribute makes the key of two', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const two = nameOf(set(attribute('2.5.4.3', utf8(a)), attribute('2.5.4.6', utf8(b))));
      const glued = nameOf(common(utf8(`${a}"+2.5.4.6="${b}`)));
      expect(glued.key).not.toBe(two.key);
    }),
    { numRuns: 50 },
  );
});

test('a subtree is a prefix from the root down', () => {
  const whole = nameOf(country(printable('US')), common(utf8('a')));
  expect(isWithinName(whole, nameOf(country(utf8('us'))))).toBe(true);
  expect(isWithinName(whole, nameOf(common(utf8('a'))))).toBe(false);
  expect(isWithinName(nameOf(country(utf8('us'))), whole)).toBe(false);
  expect(isWithinName(whole, nameOf())).toBe(true);
});

test('a name as RFC 4514 writes it, and nothing that a terminal would take for its own', () => {
  expect(writeName(nameOf(country(printable('US')), common(utf8('a,b'))))).toBe('CN=a\\,b,C=US');
  expect(writeName(nameOf(common(utf8('a\u001b[31m\u202e'))))).toBe('CN=a\\u{1b}[31m\\u{202e}');
  expect(writeName(nameOf(set(attribute('1.2.3', der(0x05)))))).toBe('1.2.3=#0500');
});

test('names that differ are written differently, each as RFC 4514 says', () => {
  const one = attribute('2.5.4.3', utf8('a'));
  const two = attribute('2.5.4.6', utf8('b'));
  expect(writeName(nameOf(set(two), set(one)))).toBe('CN=a,C=b');
  expect(writeName(nameOf(set(two, one)))).toBe('C=b+CN=a');
  const teletex = der(0x14, Buffer.from('a'));
  expect(writeName(nameOf(common(teletex)))).toBe('CN=#140161');
  expect(writeName(nameOf(common(utf8('#140161'))))).toBe('CN=\\#140161');
  expect(writeName(nameOf(common(utf8(' a '))))).toBe('CN=\\ a\\ ');
});

test.each([
  ['issuer.example', true],
  ['a', true],
  ['xn--bcher-kva.example', true],
  ['1.example', true],
  ['', false],
  ['.example', false],
  ['example.', false],
  ['a..b', false],
  ['-a.example', false],
  ['a-.example', false],
  ['a_b.example', false],
  ['bücher.example', false],
  [`${'a'.repeat(64)}.example`, false],
  [Array(128).fill('a').join('.'), false],
])('a DNS name: %s %s', (text, isOne) => {
  expect(isDnsName(text)).toBe(isOne);
});

test.each([
  ['*.issuer.example', true],
  ['*', false],
  ['*.example', false],
  ['a.*.example', false],
  ['a*.issuer.example', false],
])('a pattern: %s %s', (text, isOne) => {
  expect(isDnsPattern(text)).toBe(isOne);
});

test.each([
  ['user@Issuer.Example', { localPart: 'user', host: 'issuer.example' }],
  ['"a@b"@issuer.example', { localPart: 'a@b', host: 'issuer.example' }],
  ['"a\\"b"@issuer.example', { localPart: 'a"b', host: 'issuer.example' }],
  ['*@issuer.example', { localPart: '*', host: 'issuer.example' }],
  ['a..b@issuer.example', undefined],
  ['user', undefined],
  ['@issuer.example', undefined],
  ['user@', undefined],
  ['user@-a', undefined],
  ['a b@issuer.example', undefined],
])('a mailbox: %s', (text, mailbox) => {
  expect(readMailbox(text)).toEqual(mailbox);
});

test.each([
  ['https://Issuer.example:8443/a?b#c', 'issuer.example'],
  ['https://user@issuer.example', 'issuer.example'],
  ['spiffe://prod.example/a', 'prod.example'],
  ['https://[::1]:443/', '[::1]:443'],
  ['urn:a:b', undefined],
  ['https:///a', undefined],
])('the host of %s', (uri, host) => {
  expect(hostOfUri(uri)).toBe(host);
  expect(isAbsoluteUri(uri)).toBe(true);
});

test.each([['/a'], ['a'], ['https:'], ['https://a b'], ['https://a\\b'], ['1a:b'], ['https://ä']])(
  'no absolute URI: %s',
  (uri) => {
    expect(isAbsoluteUri(uri)).toBe(false);
  },
);
