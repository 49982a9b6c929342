import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type AttackLine, attackLines } from './attack-lines.js';

const tests = fileURLToPath(new URL('..', import.meta.url));
const subjects: readonly (readonly [string, readonly AttackLine[]])[] = Object.entries(attackLines);
const lines = subjects.flatMap(([, ofSubject]) => ofSubject);

/** By id of a line, the files with a test, or a case of one, that carries it in its name. */
const covered = new Map<string, Set<string>>();
const name = /['"`][^'"`\n]*?\(((?:[a-z0-9]+-\d+(?:, )?)+)\)['"`]/g;
for (const entry of readdirSync(tests, { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.test.ts')) continue;
  const path = join(entry.parentPath, entry.name);
  for (const [, ids = ''] of readFileSync(path, 'utf8').matchAll(name))
    for (const id of ids.split(', '))
      covered.set(id, (covered.get(id) ?? new Set()).add(relative(tests, path)));
}

function rowOf({ id, attack, advisories = [] }: AttackLine): string {
  const files = [...(covered.get(id) ?? [])].sort().map((path) => `[${path.split('/').at(-1)}](../${path})`);
  return `| ${id} | ${attack} | ${advisories.join(', ')} | ${files.length === 0 ? '**open**' : files.join(', ')} |`;
}

const page = `# Known attacks, and the tests that replay them

Made from \`attack-lines.ts\` and from the names of the tests: each ends with the ids of its lines. It is written anew by
\`npx vitest run --config test/vitest.config.ts attacks -u\`; a test sees that it is up to date.

${subjects
  .map(
    ([subject, ofSubject]) =>
      `## ${subject}\n\n| id | attack | seen elsewhere | replayed by |\n| --- | --- | --- | --- |\n${ofSubject.map(rowOf).join('\n')}\n`,
  )
  .join('\n')}`;

test('the table is up to date', async () => {
  await expect(page).toMatchFileSnapshot('README.md');
});

test('no id is used twice, and no test names a line that is not there', () => {
  const ids = lines.map(({ id }) => id);
  expect(ids).toHaveLength(new Set(ids).size);
  const prefixes = new Set(ids.map((id) => id.replace(/-\d+$/, '')));
  const named = [...covered.keys()].filter((id) => prefixes.has(id.replace(/-\d+$/, '')));
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});
