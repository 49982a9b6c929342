import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexKeys } from '../../../relying-party/keys/select-keys.js';
import type { SignatureAlgorithm, VerificationKey } from '../../../relying-party/signature/seam.js';

const kids = fc.constantFrom(undefined, 'a', 'b', 'c');
const algorithms = fc.constantFrom<SignatureAlgorithm>('ES256', 'RS256', 'Ed25519');
const ask = fc.tuple(kids, algorithms);

test('what was asked before never changes what is found', () => {
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 8 }), fc.array(ask, { maxLength: 20 }), (listed, asked) => {
      const keys = listed.map(([kid, alg], at) => ({ kid, alg, thumbprint: `${at}` }) as VerificationKey);
      const index = indexKeys(keys);
      for (const [kid, alg] of asked) {
        const found = index.select(kid, alg);
        expect(found).toEqual(indexKeys(keys).select(kid, alg));
        if (typeof found !== 'object') continue;
        expect(found.length).toBeGreaterThan(0);
        expect(found.every((key) => key.alg === alg && (kid === undefined || key.kid === kid))).toBe(true);
      }
    }),
  );
});
