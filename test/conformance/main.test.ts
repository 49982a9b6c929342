import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runConformance } from './main.js';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-conformance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('wrong usage is told from wrong answers', () => {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  expect(runConformance([], say, say)).toBe(2);
  expect(lines).toEqual(['Usage: npm run conformance -- x509 [FILE…]']);
});

test('a case that is answered wrongly fails the run, and is named', () => {
  const file = join(folder, 'own.json');
  const noCertificate = { roots: [], inters: [], leaf: 'MAA=', time: null };
  writeFileSync(
    file,
    JSON.stringify([
      { ...noCertificate, id: 'good', expect: true },
      { ...noCertificate, id: 'bad', expect: false },
    ]),
  );
  const lines: string[] = [];
  const status = runConformance(['x509', file], (line) => lines.push(line), console.error);
  expect(status).toBe(1);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      file: 'own.json',
      cases: 2,
      passed: 1,
      falseAccepts: [],
      falseRejects: [{ id: 'good', code: 'x5c_der' }],
      excepted: [],
    },
  ]);
});
