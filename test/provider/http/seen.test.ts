import { expect, test } from 'vitest';
import { findLeaks } from './seen.js';

const header = Buffer.from('{"alg":"ES256","kid":"k"}').toString('base64url');

test.each([
  ['a token', `{"event":"request","path":"/x?token=${header}.e30.c2ln"}`, 1],
  ['a header alone', `{"header":"${header}"}`, 1],
  ['a credential', '{"authorization":"Basic eDp5"}', 1],
  ['a kid that begins as tokens do, by chance', '{"kid":"teGgbArND1JO2uceyJ8zxoKMR_YxV41bfzD9WebRjSe"}', 0],
  ['nothing', '{"event":"request"}', 0],
])('in a log line: %s', (_what, line, leaks) => {
  expect(findLeaks({ bodies: [], logLines: [line] })).toHaveLength(leaks);
});

test('a private member in an answer', () => {
  const bodies = ['{"keys":[{"kty":"EC","crv":"P-256","x":"x","y":"y","d":"secret"}]}'];
  expect(findLeaks({ bodies, logLines: [] })).toEqual(['body: d']);
});
