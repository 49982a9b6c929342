import { expect, test } from 'vitest';
import { checkImportRule } from './check-import-rule.js';
import { createFixture } from './fixture.js';

const others = {
  'shared/clock.ts': 'export const clock = 1;',
  'relying-party/index.ts': 'export const verify = 1;',
  'relying-party/inner.ts': 'export const inner = 1;',
  'provider/ring/plan.ts': 'export const plan = 1;',
  'provider/rotator/tick.ts': 'export const tick = 1;',
};

test.each([
  ['shared/a.ts', "import { verify } from '@keyturn/relying-party';", 'shared may not import relying-party'],
  ['relying-party/a.ts', "import type { App } from 'keyturn';", 'relying-party may not import provider'],
  ['relying-party/a.ts', "import { tick } from '../provider/rotator/tick.js';", 'leaves its package'],
  ['relying-party/a.ts', "import Koa from 'koa';", 'not a dependency of @keyturn/relying-party'],
  ['relying-party/a.ts', "import type Koa from 'koa';", 'not a dependency of @keyturn/relying-party'],
  ['provider/a.ts', "export * from '@keyturn/relying-party/inner';", 'not a public name'],
  ['provider/a.ts', "const rp = await import('../relying-party/index.js');", 'leaves its package'],
  ['provider/a.ts', 'const rp = await import(name);', 'computed'],
  ['provider/a.ts', "import { tick } from './rotator/tick.ts';", 'ends in .js'],
  ['provider/a.ts', "import { tick } from './rotator/missing.js';", 'no such file'],
  ['provider/a.ts', "import fs from 'fs';", 'node:'],
  ['provider/a.ts', "import { show } from './examples/show.js';", 'an example is not published'],
  ['provider/ring/a.ts', "import type { tick } from '../rotator/tick.js';", 'leaves provider/ring/'],
  ['provider/ring/a.ts', "import { verify } from '@keyturn/relying-party';", 'may not import relying-party'],
  ['provider/ring/a.ts', "import fs from 'node:fs';", 'not allowed in provider/ring/'],
  ['provider/ring/a.ts', "import Koa from 'koa';", 'not allowed in provider/ring/'],
])('%s may not say: %s', (path, text, reason) => {
  const violations = checkImportRule(createFixture({ ...others, [path]: text }));
  expect(violations).toEqual([expect.stringContaining(reason)]);
  expect(violations[0]).toContain(`${path}:1 `);
});

test.each([
  [
    'relying-party/a.ts',
    "import { clock } from '@keyturn/shared/clock'; import { verify } from './index.js';",
  ],
  ['provider/a.ts', "import { verify } from '@keyturn/relying-party'; import Koa from 'koa';"],
  ['provider/ring/a.ts', "import { createHash } from 'node:crypto'; import { plan } from './plan.js';"],
  ['provider/ring/a.ts', "import { clock } from '@keyturn/shared/clock';"],
  ['relying-party/examples/a.ts', "import Koa from 'koa'; import { createProvider } from 'keyturn';"],
  ['provider/bin/keyturn.js', "import '../dist/rotator/tick.js';"],
])('%s may say: %s', (path, text) => {
  expect(checkImportRule(createFixture({ ...others, [path]: text }))).toEqual([]);
});
