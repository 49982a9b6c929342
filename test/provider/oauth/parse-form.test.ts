import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseForm } from '../../../provider/oauth/parse-form.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test('reads whatever URLSearchParams writes', () => {
  const parameters = fc.uniqueArray(
    fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'binary' })),
    {
      selector: ([name]) => name,
    },
  );
  fc.assert(
    fc.property(parameters, (pairs) => {
      const written = new URLSearchParams(pairs).toString();
      const kept = [...new URLSearchParams(written)].filter(([, value]) => value !== '');
      expect([...parseForm(bytes(written))]).toEqual(kept);
    }),
  );
});

test('never throws anything but an OAuth error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      try {
        parseForm(body);
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^invalid_(request|target)$/),
          status: 400,
        });
      }
    }),
  );
});

test.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a=1&&b=2&', { a: '1', b: '2' }],
  ['a=1=2', { a: '1=2' }],
  ['a=%2B+%20', { a: '+  ' }],
  ['a=&b=', {}],
  ['a', {}],
  ['', {}],
])('%s', (body, expected) => {
  expect(Object.fromEntries(parseForm(bytes(body)))).toEqual(expected);
});

test.each(['a=1&a=1', 'a=1&a=', 'a&a', 'a=1&%61=2', 'a=%', 'a=%g0', 'a=%c3', '\u00ff=1'])(
  '%s is refused',
  (body) => {
    expect(() => parseForm(bytes(body))).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  },
);

test('several resources are well-formed, and more than one token is for (RFC 8707 section 2)', () => {
  const several = 'resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example';
  expect(() => parseForm(bytes(several))).toThrow(expect.objectContaining({ code: 'invalid_target' }));
});
