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

const goodCase = { id: 'a', roots: [], inters: [], leaf: 'MAA=', time: null, expect: false };

test.each([
  ['not there', undefined, 'cannot be read.'],
  ['cut short', JSON.stringify([goodCase]).slice(0, -5), 'is not JSON, or not all of it.'],
  ['of no case', '[]', 'is no list of cases.'],
  ['of another form', '{"cases":[]}', 'is no list of cases.'],
  ['of a case that is none', '[null]', ': case 1 has no id of its form.'],
  ['of a verdict in words', JSON.stringify([{ ...goodCase, expect: 'reject' }]), ': case 1 has no expect'],
  [
    'of no time',
    JSON.stringify([goodCase, { ...goodCase, time: 'now' }]),
    ': case 2 has no time of its form.',
  ],
])('a file that is %s is told from wrong answers', (what, content, message) => {
  const file = join(folder, `${what}.json`);
  if (content !== undefined) writeFileSync(file, content);
  const lines: string[] = [];
  expect(runConformance(['x509', file], console.log, (line) => lines.push(line))).toBe(2);
  expect(lines).toEqual([expect.stringContaining(`${file}${message.startsWith(':') ? '' : ' '}${message}`)]);
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
