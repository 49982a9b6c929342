import { expect, test } from 'vitest';
import { cronForm, readVerbRequest } from '../../../provider/http/verb-form.js';

const read = (text: string) => readVerbRequest(cronForm, 'application/json', Buffer.from(text));

test('the members of the form are read, and no body is none of them', () => {
  expect(read('{"series":"ES256"}')).toEqual({ series: 'ES256' });
  expect(read('')).toEqual({});
});

test.each(['{"series":"RS256","series":"ES256"}', '{"series":"RS256","\\u0073eries":"ES256"}'])(
  'a member given twice is refused, whichever would have counted: %s',
  (text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'json_invalid', message: 'a member of the body is given twice' }),
    );
  },
);

test.each([
  '[]',
  'null',
  '7',
  '{',
  '\ufeff{}',
  '{"__proto__":{}}',
  `{"a":${'['.repeat(99)}${']'.repeat(99)}}`,
])('%s is not the JSON that a verb takes', (text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'json_invalid' }));
});
