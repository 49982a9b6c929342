import { expect, test } from 'vitest';
import { DerReader, readDer } from '../../../relying-party/x509/der.js';
import { readTime } from '../../../relying-party/x509/der-time.js';
import {
  readBitNumbers,
  readBoolean,
  readCount,
  readInteger,
  readObjectIdentifier,
  readOctetsOfBits,
  readTrue,
} from '../../../relying-party/x509/der-values.js';
import { oid as writeOid, time as writeTime } from '../../support/der-writer.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const value = (text: string) => readDer(hex(text));
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each([
  ['a length of one octet', '04 01 00', 'read'],
  ['nothing', '', 'x5c_der'],
  ['a tag alone', '30', 'x5c_der'],
  ['an indefinite length', '30 80 00 00', 'x5c_der'],
  ['a long form that could be short', '04 81 01 00', 'x5c_der'],
  ['a length with a leading zero', '04 82 00 80', 'x5c_der'],
  ['a length of five octets', '04 85 01 00 00 00 00', 'x5c_der'],
  ['a length past the end', '04 02 00', 'x5c_der'],
  ['a tag of several octets', '1f 81 01 00', 'x5c_der'],
  ['bytes after the value', '05 00 00', 'x5c_trailing_bytes'],
])('lengths and tags: %s', (_name, text, code) => {
  expect(codeOf(() => readDer(hex(text)))).toBe(code);
});

test('a reader hands out what is there, in order, and nothing else', () => {
  const reader = new DerReader(value('30 06 02 01 05 04 01 ff'));
  expect(reader.optional(0x04)).toBeUndefined();
  expect(readCount(reader.next(0x02))).toBe(5);
  expect(codeOf(() => reader.next(0x02))).toBe('x5c_der');
  expect(codeOf(() => reader.finish())).toBe('x5c_der');
  expect(reader.next(0x04).content).toEqual(hex('ff'));
  expect(reader.isAtEnd).toBe(true);
  expect(codeOf(() => reader.next())).toBe('x5c_der');
  expect(codeOf(() => new DerReader(value('04 00')))).toBe('x5c_der');
});

test.each([
  ['TRUE', '01 01 ff', 'read'],
  ['FALSE', '01 01 00', 'read'],
  ['BER’s truth', '01 01 01', 'x5c_der'],
  ['two octets', '01 02 ff ff', 'x5c_der'],
])('BOOLEAN: %s', (_name, text, code) => {
  expect(codeOf(() => readBoolean(value(text)))).toBe(code);
});

test('a default that is written is not DER', () => {
  expect(readTrue(value('01 01 ff'))).toBe(true);
  expect(codeOf(() => readTrue(value('01 01 00')))).toBe('x5c_der');
});

test.each([
  ['02 01 00', 'read'],
  ['02 01 80', 'read'],
  ['02 02 00 80', 'read'],
  ['02 02 ff 7f', 'read'],
  ['02 00', 'x5c_der'],
  ['02 02 00 7f', 'x5c_der'],
  ['02 02 ff 80', 'x5c_der'],
])('INTEGER in the fewest octets: %s', (text, code) => {
  expect(codeOf(() => readInteger(value(text)))).toBe(code);
});

test('a count that no number holds is as good as endless', () => {
  expect(readCount(value('02 01 7f'))).toBe(127);
  expect(readCount(value('02 09 00 ff ff ff ff ff ff ff ff'))).toBe(Number.MAX_SAFE_INTEGER);
  expect(codeOf(() => readCount(value('02 01 ff')))).toBe('x5c_der');
});

test.each([
  ['2.5.29.15'],
  ['1.2.840.113549.1.1.11'],
  ['1.3.6.1.4.1.55738.666.1'],
  ['0.9.2342.19200300.100.1.25'],
  ['2.999.1'],
])('OBJECT IDENTIFIER %s', (dotted) => {
  const encoding = dotted === '2.999.1' ? hex('06 03 88 37 01') : writeOid(dotted);
  expect(readObjectIdentifier(readDer(encoding))).toBe(dotted);
});

test.each([['06 00'], ['06 01 80'], ['06 02 80 01'], ['06 02 55 9d'], ['06 03 55 80 01']])(
  'OBJECT IDENTIFIER that is none: %s',
  (text) => {
    expect(codeOf(() => readObjectIdentifier(value(text)))).toBe('x5c_der');
  },
);

test.each([
  ['03 02 07 80', [0]],
  ['03 02 01 06', [5, 6]],
  ['03 03 07 00 80', [8]],
  ['03 01 00', []],
])('a named bit list %s', (text, bits) => {
  expect(readBitNumbers(value(text))).toEqual(bits);
});

test.each([['03 00'], ['03 02 08 80'], ['03 02 07 81'], ['03 02 06 80'], ['03 03 00 80 00'], ['03 01 01']])(
  'a named bit list that is not DER: %s',
  (text) => {
    expect(codeOf(() => readBitNumbers(value(text)))).toBe('x5c_der');
  },
);

test('octets in bits are whole', () => {
  expect(readOctetsOfBits(value('03 02 00 05'))).toEqual(hex('05'));
  expect(codeOf(() => readOctetsOfBits(value('03 02 01 04')))).toBe('x5c_der');
});

const text = (tag: number, written: string) =>
  readDer(Buffer.concat([Buffer.of(tag, written.length), Buffer.from(written)]));

test.each([
  [0x17, '260228235959Z', 1772323199],
  [0x17, '491231235959Z', 2524607999],
  [0x17, '500101000000Z', -631152000],
  [0x17, '000229120000Z', 951825600],
  [0x18, '20500101000000Z', 2524608000],
  [0x18, '99991231235959Z', 253402300799],
])('a time %i %s', (tag, written, seconds) => {
  expect(readTime(text(tag, written))).toBe(seconds);
});

test('times agree with the platform’s calendar, over centuries', () => {
  for (let seconds = -2_000_000_000; seconds < 60_000_000_000; seconds += 86_399_999) {
    if (seconds >= 2_524_608_000 || seconds >= -631_152_000)
      expect(readTime(readDer(writeTime(seconds)))).toBe(seconds);
  }
});

test.each([
  [0x17, '2602282359Z'],
  [0x17, '260228235959'],
  [0x17, '260228235959+0000'],
  [0x17, '260229235959Z'],
  [0x17, '261301000000Z'],
  [0x17, '260100000000Z'],
  [0x17, '260101240000Z'],
  [0x17, '260101006000Z'],
  [0x17, '260101000060Z'],
  [0x18, '20260101000000.5Z'],
  [0x18, '260101000000Z'],
  [0x13, '260101000000Z'],
])('a time that is none: %i %s', (tag, written) => {
  expect(codeOf(() => readTime(text(tag, written)))).toBe('x5c_time');
});
