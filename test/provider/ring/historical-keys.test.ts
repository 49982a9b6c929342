import fc from 'fast-check';
import { expect, test } from 'vitest';
import { historicalKey } from '../../../provider/ring/historical-keys.js';
import type { FormerKey } from '../../../provider/ring/key-ring.js';
import { privateMembersOf } from '../../../shared/public-jwk.js';
import { counterKey } from '../../support/counter-keys.js';

const former: FormerKey = {
  ...counterKey('key-1', 'EdDSA'),
  series: 'tokens',
  state: 'revoked',
  publishedAtSeconds: 100.9,
  activatedAtSeconds: 200,
  demotedAtSeconds: null,
  endedAtSeconds: 300.9,
  reason: null,
};

test.each([
  ['compromised', 'compromised'],
  ['COMPROMISED: by mallory', 'compromised'],
  ['superseded by another', 'superseded'],
  ['unspecified', 'unspecified'],
  ['compromisedly', undefined],
  ['was compromised', undefined],
  ['stolen from alice', undefined],
  ['', undefined],
  [null, undefined],
])('of the reason %j the public learns %s', (reason, published) => {
  expect(historicalKey({ ...former, reason }).revoked).toEqual({
    revoked_at: 300,
    ...(published === undefined ? {} : { reason: published }),
  });
});

test('no word of an operator and no private member gets out, and every instant is whole', () => {
  const words = fc.string({ minLength: 3 }).map((text) => `${text} of alice@issuer.example`);
  const instants = fc.double({ min: 0, max: 4e9, noNaN: true });
  fc.assert(
    fc.property(
      words,
      instants,
      instants,
      fc.constantFrom('removed', 'revoked'),
      (reason, from, to, state) => {
        const key = historicalKey({ ...former, reason, state, publishedAtSeconds: from, endedAtSeconds: to });
        expect(JSON.stringify(key)).not.toContain('alice');
        expect(privateMembersOf({ ...key })).toEqual([]);
        expect([key.iat, key.exp].every(Number.isInteger)).toBe(true);
        expect(key.revoked !== undefined).toBe(state === 'revoked');
      },
    ),
    { numRuns: 200 },
  );
});
