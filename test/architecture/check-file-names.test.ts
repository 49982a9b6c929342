import { expect, test } from 'vitest';
import { checkFileNames } from './check-file-names.js';
import { createFixture } from './fixture.js';

test.each([
  ['shared/publicJwk.ts', 'kebab case'],
  ['shared/Public.ts', 'kebab case'],
  ['shared/public_jwk.ts', 'kebab case'],
  ['provider/HTTP/jwks.ts', 'kebab case'],
  ['shared/utils.ts', 'names no subject'],
  ['test/helpers/server.ts', 'names no subject'],
  ['provider/types.ts', 'names no subject'],
  ['provider/constants.test.ts', 'names no subject'],
])('%s is refused', (path, reason) => {
  expect(checkFileNames(createFixture({ [path]: '' }))).toEqual([expect.stringContaining(reason)]);
});

test.each([
  'shared/public-jwk.ts',
  'test/vitest.interop.config.ts',
  '.dev/ready.mjs',
  'provider/drills/d01.ts',
])('%s is fine', (path) => {
  expect(checkFileNames(createFixture({ [path]: '' }))).toEqual([]);
});
