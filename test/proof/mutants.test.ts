import { expect, test } from 'vitest';
import { mutants } from './mutations/mutants.js';
import { tryMutant } from './mutations/try-mutants.js';

/** A proof that finds nothing wrong with broken code proves nothing about sound code. */
test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('finds: %s', (_name, mutant) => {
  const { found } = tryMutant(mutant, 20_240_607, false);
  expect(found, 'it goes unseen').toMatchObject({
    property: expect.any(String),
    message: expect.any(String),
  });
});
