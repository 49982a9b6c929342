import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guardRules } from '../../../provider/ring/guard.js';

test('every guard has its row with what it protects', () => {
  const page = readFileSync(new URL('../../../provider/ring/guards.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, rule, protects]) => [rule, protects]);
  expect(Object.fromEntries(rows)).toEqual(guardRules);
});
