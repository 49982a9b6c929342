import { expect, test } from 'vitest';
import { checkCycles } from './check-cycles.js';
import { createFixture } from './fixture.js';

test('a cycle is shown whole, also when only a type closes it', () => {
  const fixture = createFixture({
    'shared/a.ts': "import { b } from './b.js'; export const a = b;",
    'shared/b.ts': "export { c as b } from './c.js';",
    'shared/c.ts': "import type { a } from './a.js'; export const c = 1;",
    'shared/d.ts': "import { a } from './a.js'; export const d = a;",
  });
  expect(checkCycles(fixture)).toEqual(['shared/a.ts -> shared/b.ts -> shared/c.ts -> shared/a.ts']);
});

test('a cycle by way of a public name counts', () => {
  const fixture = createFixture({
    'relying-party/index.ts': "export { inner } from './inner.js';",
    'relying-party/inner.ts': "import type { X } from '@keyturn/relying-party'; export const inner = 1;",
  });
  expect(checkCycles(fixture)).toHaveLength(1);
});

test('two ways to one file are no cycle', () => {
  const fixture = createFixture({
    'shared/a.ts': "import { b } from './b.js'; import { c } from './c.js'; export const a = b + c;",
    'shared/b.ts': "export { c as b } from './c.js';",
    'shared/c.ts': 'export const c = 1;',
  });
  expect(checkCycles(fixture)).toEqual([]);
});
