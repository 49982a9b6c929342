import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url } from '../../../relying-party/token/base64url.js';
import { decodeBase64urlByBuffer } from '../../../relying-party/token/base64url-node.js';

const { scratch } = decodeBase64urlByBuffer;
const throughScratch = (text: string) => {
  const length = scratch?.fill(text) ?? -1;
  return length < 0 ? undefined : scratch?.bytes.slice(0, length);
};

const forms = [
  ['plain', decodeBase64url],
  ['by Buffer', decodeBase64urlByBuffer],
  ['by Buffer in lent memory', throughScratch],
] as const;

test.each(forms)('%s: bytes come back', (_name, decode) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([...(decode(Buffer.from(bytes).toString('base64url')) ?? 'no')]).toEqual([...bytes]);
    }),
  );
});

const refused = [
  ['padding', 'YWE='],
  ['the other alphabet', '-_+/'],
  ['white space', 'YW Jj'],
  ['a line break at the end', 'YWJj\n'],
  ['one character left over', 'YWJjY'],
  ['a spare bit of two', 'YR'],
  ['spare bits of four', 'Yf'],
  ['a spare bit after two bytes', 'YWF'],
  ['NUL', 'YWJ\0'],
  ['a look-alike letter', 'YWJс'],
  ['a letter outside Latin-1 that folds into the alphabet', `YWJ${String.fromCharCode(0x161)}`],
] as const;

test.each(forms.flatMap(([form, decode]) => refused.map(([why, text]) => ({ form, why, text, decode }))))(
  '$form: refuses $why',
  ({ decode, text }) => {
    expect(decode(text)).toBeUndefined();
  },
);

test('all forms give the same answer to any text', () => {
  const nearly = fc.string({
    unit: fc.constantFrom(...'ABCDwxyz0189-_+/= .\n\u0141\u{1f511}'),
    maxLength: 24,
  });
  fc.assert(
    fc.property(nearly, (text) => {
      const [plain, ...others] = forms.map(([, decode]) => decode(text));
      for (const other of others) expect(other && [...other]).toEqual(plain && [...plain]);
    }),
    { numRuns: 2000 },
  );
});

test('every character there is, in every place of a group: all forms agree', () => {
  const differing: string[] = [];
  for (let code = 0; code < 0x10000; code++) {
    const character = String.fromCharCode(code);
    for (const text of [`${character}WJj`, `Y${character}Jj`, `YW${character}`, `Y${character}`]) {
      const [plain, ...others] = forms.map(([, decode]) => decode(text)?.join());
      if (others.some((other) => other !== plain)) differing.push(JSON.stringify(text));
    }
  }
  expect(differing).toEqual([]);
});
