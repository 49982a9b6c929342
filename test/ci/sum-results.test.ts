import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../.ci/sum-results.mjs', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Counted {
  readonly passed: number;
  readonly failed?: number;
  readonly brokenFiles?: number;
  readonly success?: boolean;
}

const report = ({ passed, failed = 0, brokenFiles = 0, success = failed + brokenFiles === 0 }: Counted) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numTotalTests: passed + failed,
    success,
    testResults: Array.from({ length: brokenFiles }, () => ({ status: 'failed', assertionResults: [] })),
  });

function sum(counts: Readonly<Record<string, Counted | 'nothing'>>, failedStages = 0) {
  for (const [name, counted] of Object.entries(counts))
    if (counted !== 'nothing') writeFileSync(join(folder, `${name}.json`), report(counted));
  const args = [script, folder, String(failedStages), ...Object.keys(counts)];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

test.each([
  ['all tiers are added up', { node: { passed: 5 }, node22: { passed: 6 } }, 0, 0, '11 passed, 0 failed'],
  ['a failed test fails it', { node: { passed: 5, failed: 2 } }, 1, 1, '5 passed, 2 failed'],
  [
    'a file that cannot be loaded fails it',
    { node: { passed: 5, brokenFiles: 1 } },
    1,
    1,
    '5 passed, 1 failed',
  ],
  [
    'a tier without tests fails it',
    { node: { passed: 5 }, interop: { passed: 0 } },
    0,
    1,
    '5 passed, 1 failed',
  ],
  [
    'a tier without a result fails it',
    { node: { passed: 5 }, interop: 'nothing' as const },
    1,
    1,
    '5 passed, 1 failed',
  ],
  ['an error outside of tests fails it', { node: { passed: 5, success: false } }, 1, 1, '5 passed, 1 failed'],
  ['a stage that runs no tests can fail it', { node: { passed: 5 } }, 1, 1, '5 passed, 1 failed'],
  ['an install that fails leaves nothing', {}, 1, 1, '0 passed, 1 failed'],
])('%s', (_name, counts, failedStages, status, last) => {
  expect(sum(counts, failedStages)).toEqual({ status, last });
});
