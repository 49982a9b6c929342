import { expect, test, vi } from 'vitest';
import { isRejection, VerificationRejection } from '../../relying-party/rejection.js';

test('a rejection of this copy is one, and of another copy too', async () => {
  const own = new VerificationRejection('token_expired', 'It has expired.');
  vi.resetModules();
  const other = await import('../../relying-party/rejection.js');
  const foreign = new other.VerificationRejection('token_expired', 'It has expired.');
  expect(foreign).not.toBeInstanceOf(VerificationRejection);
  expect([isRejection(own), isRejection(foreign), other.isRejection(own)]).toEqual([true, true, true]);
});

test.each([
  [
    'of somebody else, with a code and a status of ours',
    Object.assign(new Error('x'), { code: 'token_expired', status: 401 }),
  ],
  [
    'that looks like one in every member',
    Object.assign(new Error('x'), {
      code: 'key_unknown',
      status: 401,
      retryable: false,
      trustPath: 'discovery',
    }),
  ],
  ['that is none', { ...new VerificationRejection('token_expired', 'x') }],
  ['that is nothing', null],
])('an error %s is no rejection', (_, error) => {
  expect(isRejection(error)).toBe(false);
});

test('the mark is no member that a log or a copy of the members would show', () => {
  const rejection = new VerificationRejection('token_expired', 'It has expired.');
  expect(Object.getOwnPropertySymbols(rejection)).toEqual([]);
  expect(JSON.stringify(rejection)).not.toContain('keyturn.rejection');
});
