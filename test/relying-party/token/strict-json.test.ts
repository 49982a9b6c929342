import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url } from '../../../relying-party/token/base64url.js';
import { decodeBase64urlByBuffer } from '../../../relying-party/token/base64url-node.js';
import { parseStrictJson, readJsonSegment } from '../../../relying-party/token/strict-json.js';
import { refusalCode } from '../made-tokens.js';

/** Every way to the same answer: from bytes, from a segment by the plain decoder, and by the one that lends memory. */
async function parse(text: string | Uint8Array): Promise<unknown> {
  const bytes = Buffer.from(text as string);
  const segment = bytes.toString('base64url');
  const [first, ...others] = await Promise.allSettled([
    (async () => parseStrictJson(bytes, 'header'))(),
    (async () => readJsonSegment(segment, 'header', decodeBase64url))(),
    (async () => readJsonSegment(segment, 'header', decodeBase64urlByBuffer))(),
  ]);
  for (const other of others) expect(other).toEqual(first);
  if (first?.status === 'fulfilled') return first.value;
  throw first?.reason;
}

test.each([
  ['plain', '{"alg":"none","alg":"RS256"}'],
  ['the same value', '{"a":1,"a":1}'],
  ['an escaped spelling', String.raw`{"alg":"none","\u0061lg":"RS256"}`],
  ['an escaped slash', String.raw`{"a/b":1,"a\/b":2}`],
  ['deeper', '{"a":{"b":[{"c":1,"c":2}]}}'],
  ['inside an array', '{"a":[[{"c":1,"c":2}]]}'],
  ['__proto__', '{"__proto__":{},"__proto__":{}}'],
  ['__proto__ escaped', String.raw`{"__proto__":1,"\u005f_proto__":2}`],
  ['the empty name', '{"":1,"":2}'],
  ['names that look like indexes', '{"0":1,"0":2}'],
  ['one of many', '{"a":1,"b":2,"c":"x:y","d":{"e":"\\":"},"b":3}'],
  ['an object as the value of the first', '{"a":{"x":1,"y":2},"a":1}'],
])('a member twice is refused: %s', async (_name, text) => {
  expect(await refusalCode(parse(text))).toBe('member_duplicate');
});

test.each([
  ['__proto__ once', '{"__proto__":{"admin":true}}'],
  ['colons and quotes inside strings', String.raw`{"a:b":"{\":\\","c":"\\\":"}`],
  ['names that differ in case', '{"a":1,"A":2}'],
  ['the same name in two objects', '{"a":{"x":1},"b":{"x":1}}'],
  ['characters of two, three and four bytes', '{"é":"€","\u{1f511}":"ü"}'],
  ['what looks like Latin-1 and is not', '{"a":"Ã©"}'],
  ['sixteen levels', `{"a":${'['.repeat(15)}${']'.repeat(15)}}`],
])('kept as written: %s', async (_name, text) => {
  const value = await parse(text);
  expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test.each([
  ['seventeen levels', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'json_too_deep'],
  ['seventeen levels of objects', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, 'json_too_deep'],
  ['levels that are never closed', `{"a":${'['.repeat(8000)}`, 'json_too_deep'],
  ['an array', '[]', 'json_invalid'],
  ['null', 'null', 'json_invalid'],
  ['a string', '"{}"', 'json_invalid'],
  ['nothing', '', 'json_invalid'],
  ['more than one value', '{}{}', 'json_invalid'],
  ['a comment', '{/**/}', 'json_invalid'],
  ['a string without its end', '{"a":"b', 'json_invalid'],
  ['a byte order mark', '\ufeff{}', 'json_invalid'],
  ['a byte order mark alone', '\ufeff', 'json_invalid'],
  ['NaN', '{"exp":NaN}', 'json_invalid'],
  ['an escape of a character that has none', '{"a":"\\é"}', 'json_invalid'],
  ['a control character in a string', '{"a":"\n"}', 'json_invalid'],
])('refused: %s', async (_name, text, code) => {
  expect(await refusalCode(parse(text))).toBe(code);
});

test.each([
  ['a byte that starts nothing', [0x22, 0xff, 0x22]],
  ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
  ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['a character cut short', [0x22, 0xe2, 0x82, 0x22]],
])('invalid UTF-8 is refused: %s', async (_name, value) => {
  const bytes = Uint8Array.from([...Buffer.from('{"a":'), ...value, ...Buffer.from('}')]);
  expect(await refusalCode(parse(bytes))).toBe('json_invalid');
});

test('the segment must be canonical base64url', async () => {
  const read = async (segment: string) => readJsonSegment(segment, 'claims', decodeBase64url);
  expect(await read('e30')).toEqual({});
  expect(await refusalCode(read('e31'))).toBe('encoding_not_canonical');
  expect(await refusalCode(read('e30='))).toBe('encoding_not_canonical');
});

test.each([decodeBase64url, decodeBase64urlByBuffer])(
  'what is longer than the lent memory is read as well',
  async (decode) => {
    const long = { a: 'x'.repeat(20_000), b: 'ü'.repeat(9_000) };
    const segment = Buffer.from(JSON.stringify(long)).toString('base64url');
    expect(readJsonSegment(segment, 'claims', decode)).toEqual(long);
  },
);

test('nothing of an earlier segment is read: the lent memory is longer than a segment', () => {
  const read = (text: string) =>
    readJsonSegment(Buffer.from(text).toString('base64url'), 'claims', decodeBase64urlByBuffer);
  read(JSON.stringify({ a: 'ü'.repeat(500), b: { c: [1, 2, 3] } }));
  expect(read('{"a":1}')).toEqual({ a: 1 });
  expect(() => read('{"a":1')).toThrow('not JSON');
  expect(() => read('{"a":"1')).toThrow('not JSON');
});

test('the message says nothing of the content', async () => {
  await expect(parse('{"secret-name":tru}')).rejects.toThrow(/^The header is not JSON\.$/);
});

/** JSON text with its members written as the generator says, duplicates and all. */
interface Written {
  readonly text: string;
  readonly hasDuplicate: boolean;
}

const spelling = (name: string, escaped: boolean) =>
  escaped
    ? `"${[...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
    : JSON.stringify(name);

const { value: anyJson } = fc.letrec<{ value: Written; object: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
      .map((leaf) => ({ text: JSON.stringify(leaf), hasDuplicate: false })),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(' , ')}]`,
      hasDuplicate: items.some(({ hasDuplicate }) => hasDuplicate),
    })),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom('a', 'b', '__proto__', '"', 'c:', '1'), fc.boolean(), tie('value')), {
      maxLength: 4,
    })
    .map((members) => ({
      text: `{${members.map(([name, escaped, { text }]) => `${spelling(name, escaped)}: ${text}`).join(',')}}`,
      hasDuplicate:
        new Set(members.map(([name]) => name)).size < members.length ||
        members.some(([, , { hasDuplicate }]) => hasDuplicate),
    })),
}));

test('any JSON: refused exactly when a member is written twice somewhere', async () => {
  await fc.assert(
    fc.asyncProperty(anyJson, async ({ text, hasDuplicate }) => {
      const outcome = await parse(`{"top":${text}}`).catch(({ code }) => code);
      expect(outcome).toEqual(hasDuplicate ? 'member_duplicate' : JSON.parse(`{"top":${text}}`));
    }),
    { numRuns: 1000 },
  );
});
