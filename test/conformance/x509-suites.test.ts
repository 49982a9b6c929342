import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CaseExceptions, type FileReport, reportFile } from './report.js';
import { findVectors, ownSuites, readExceptions, runFile, vectorsMissing } from './suites.js';
import type { X509Case } from './x509-case.js';

const vectors = findVectors();
const exceptions = readExceptions();
const reports = new Map<string, FileReport>();

function reportOf(suite: string): FileReport {
  const report = reports.get(suite) ?? runFile(join(vectors ?? '', 'x509', `${suite}.json`), exceptions);
  reports.set(suite, report);
  return report;
}

test('the suites are at hand wherever it matters', () => {
  if (vectors === undefined) console.warn(vectorsMissing);
  expect(vectors !== undefined || process.env.CI === undefined, vectorsMissing).toBe(true);
});

test.each(vectors === undefined ? [] : ownSuites)(
  '%s: nothing is answered wrongly without a reason',
  (suite) => {
    const { falseAccepts, falseRejects, cases } = reportOf(suite);
    expect(falseAccepts).toEqual([]);
    expect(falseRejects).toEqual([]);
    expect(cases).toBeGreaterThan(100);
  },
);

test.each(vectors === undefined ? [] : [exceptions])(
  'every exception is still one',
  (all: CaseExceptions) => {
    const needed = ownSuites.flatMap((suite) => reportOf(suite).excepted.map(({ id }) => id));
    expect(Object.keys(all).sort()).toEqual(needed.sort());
  },
);

test('every exception names its rule and its reason', () => {
  for (const { mustHave, reason, verdict, code } of Object.values(exceptions)) {
    expect(mustHave).toMatch(/^([1-9]|1[0-4])$/);
    expect(reason.length).toBeGreaterThan(20);
    expect(code === undefined).toBe(verdict === 'accept');
  }
});

const given = (id: string, isGood: boolean): X509Case => ({
  id,
  roots: [],
  inters: [],
  leaf: '',
  time: null,
  expect: isGood,
});

test('a report tells apart what is wrong and what is explained', () => {
  const answered = [
    { given: given('right', true), verdict: { accepted: true } },
    { given: given('false accept', false), verdict: { accepted: true } },
    { given: given('false reject', true), verdict: { accepted: false, code: 'x5c_untrusted' } },
    { given: given('explained', true), verdict: { accepted: false, code: 'x5c_key' } },
    { given: given('explained otherwise', true), verdict: { accepted: false, code: 'x5c_der' } },
  ];
  const explained = {
    verdict: 'reject',
    code: 'x5c_key',
    mustHave: '4',
    reason: 'a key of no supported kind',
  } as const;
  const report = reportFile('file.json', answered, { explained, 'explained otherwise': explained });
  expect(report).toEqual({
    file: 'file.json',
    cases: 5,
    passed: 1,
    falseAccepts: ['false accept'],
    falseRejects: [
      { id: 'false reject', code: 'x5c_untrusted' },
      { id: 'explained otherwise', code: 'x5c_der' },
    ],
    excepted: [{ id: 'explained', verdict: 'reject', reason: 'a key of no supported kind' }],
  });
});
