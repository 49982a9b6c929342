import { expect, test } from 'vitest';
import { keysToEnd } from '../../../provider/ring/keys-to-end.js';
import { rotatedWorld } from '../../support/ring-cases.js';

/** key-1 is gone as its retention passed; key-2 signs and key-3 is its standby. */
const { ring } = rotatedWorld().run([{ do: 'wait', seconds: 1800 }, { do: 'tick' }]);

test('a key that is published again is ended, however it had ended', () => {
  expect(keysToEnd(ring, [{ kid: 'key-2', state: 'removed' }])).toEqual(['key-2']);
  expect(keysToEnd(ring, [{ kid: 'key-3', state: 'revoked' }])).toEqual(['key-3']);
});

test('a key that the backup knows as removed is revoked only if it was revoked since', () => {
  expect(keysToEnd(ring, [{ kid: 'key-1', state: 'removed' }])).toEqual([]);
  expect(keysToEnd(ring, [{ kid: 'key-1', state: 'revoked' }])).toEqual(['key-1']);
});

test('a key that is revoked already, or never was here, needs nothing; one that is told twice is ended once', () => {
  const revoked = rotatedWorld().run([{ do: 'revoke', pick: 0, replaceWith: 'standby' }]).ring;
  const gone = revoked.former.map(({ kid }) => ({ kid, state: 'revoked' }) as const);
  expect(gone).toHaveLength(1);
  expect(keysToEnd(revoked, [...gone, { kid: 'never', state: 'revoked' }])).toEqual([]);
  const twice = { kid: 'key-2', state: 'revoked' } as const;
  expect(keysToEnd(ring, [twice, twice])).toEqual(['key-2']);
});
