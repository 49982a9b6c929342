import { expect, test } from 'vitest';
import { isRejection as isRejectionBuilt } from '../../relying-party/dist/rejection.js';
import { isRejection, VerificationRejection } from '../../relying-party/rejection.js';

const refusal = () => new VerificationRejection('token_expired', 'The token has expired.');

test('a rejection is known as one, in another copy of the package too', () => {
  expect(isRejection(refusal())).toBe(true);
  expect(isRejectionBuilt(refusal())).toBe(true);
});

test('nothing that merely looks like a rejection is one', () => {
  const { code, status, retryable, trustPath } = refusal();
  const lookalike = Object.assign(new Error('mine'), { code, status, retryable, trustPath });
  const unknownCode = Object.assign(new Error('mine'), { code: 'x', status, retryable, trustPath });
  for (const other of [lookalike, unknownCode, { ...refusal() }, new Error('x'), code, null, undefined])
    expect(isRejection(other)).toBe(false);
});
