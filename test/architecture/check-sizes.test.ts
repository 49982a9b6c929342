import { expect, test } from 'vitest';
import { checkSizes } from './check-sizes.js';
import { createFixture } from './fixture.js';

const lines = (count: number, text: string) => Array.from({ length: count }, () => text).join('\n');

test.each([
  ['shared/long.ts', 200],
  ['test/support/long.ts', 200],
  ['test/long.test.ts', 300],
])('%s may have %i code lines and not one more', (path, most) => {
  const small = Object.fromEntries([1, 2, 3].map((n) => [`shared/small-${n}.ts`, 'f();']));
  expect(checkSizes(createFixture({ ...small, [path]: lines(most, 'f();') }))).toEqual([]);
  expect(checkSizes(createFixture({ ...small, [path]: lines(most + 1, 'f();') }))).toEqual([
    `${path} has ${most + 1} code lines, more than ${most}`,
  ]);
});

test('comments and blanks are no code, lines of a text are', () => {
  const comments = `${lines(300, '// why')}\n\n/*\n${lines(300, 'why')}\n*/`;
  expect(createFixture({ 'shared/a.ts': `${comments}\nf(\`\n\n\`);` }).files[0]?.codeLines).toBe(3);
});

test('many files near the ceiling are too many', () => {
  const long = Object.fromEntries([1, 2, 3].map((n) => [`shared/long-${n}.ts`, lines(81, 'f();')]));
  expect(checkSizes(createFixture(long))).toEqual([expect.stringContaining('the median is 81')]);
});
