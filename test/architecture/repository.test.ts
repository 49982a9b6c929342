import { describe, expect, test } from 'vitest';
import { checkCycles } from './check-cycles.js';
import { checkDoors } from './check-doors.js';
import { checkEscapes } from './check-escapes.js';
import { checkFileNames } from './check-file-names.js';
import { checkImportRule } from './check-import-rule.js';
import { checkSizes } from './check-sizes.js';
import { checkTests } from './check-tests.js';
import { checkWebEntry } from './check-web-entry.js';
import { publishedFiles, readRepository } from './repository.js';

const repository = readRepository();

describe('this repository', () => {
  test('is read whole', () => {
    const folders = new Set(publishedFiles(repository).map(({ path }) => path.split('/', 1)[0]));
    expect([...folders].sort()).toEqual(['provider', 'relying-party', 'shared']);
    expect(repository.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['test/architecture/repository.test.ts', 'relying-party/index-web.ts']),
    );
  });

  test.each([
    ['follows the import rule', checkImportRule],
    ['has no import cycle', checkCycles],
    ['reaches nothing of Node from its web entry', checkWebEntry],
    ['has one door per outside thing', checkDoors],
    ['keeps its files small', checkSizes],
    ['names its files after their subjects', checkFileNames],
    ['switches no check off', checkEscapes],
    ['has tests that all run and assert', checkTests],
  ])('%s', (_rule, check) => {
    expect(check(repository)).toEqual([]);
  });
});
