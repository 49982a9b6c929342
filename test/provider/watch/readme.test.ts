import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findingKinds } from '../../../provider/watch/finding-kinds.js';

const readme = readFileSync(new URL('../../../provider/watch/README.md', import.meta.url), 'utf8');

test('the table of findings is the one of the code', () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \| ([\w-]+) \| (.+) \| (.+) \|$/gm)].map(
    ([, code, severity, meaning, cure]) => [code, { severity, meaning, cure }],
  );
  expect(rows).toEqual(Object.entries(findingKinds));
});
