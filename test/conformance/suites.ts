import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judgeCase } from './judge-case.js';
import { type CaseExceptions, type FileReport, reportFile } from './report.js';
import type { X509Case } from './x509-case.js';

export { findVectors } from '../support/public-vectors.js';

export const vectorsMissing =
  'The public suites are not at hand. Set KEYTURN_VECTORS to a folder that holds x509/limbo.json, x509/pkits.json and ' +
  'x509/boringssl.json; test/conformance/README.md says where to get the suites and what form they take.';

export const ownSuites = ['limbo', 'pkits', 'boringssl'] as const;

export function readExceptions(): CaseExceptions {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, 'x509-exceptions.json'), 'utf8'),
  ) as CaseExceptions;
}

/** Answers every case of one file. @throws when the file is not a list of cases. */
export function runFile(path: string, exceptions: CaseExceptions): FileReport {
  const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly X509Case[];
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${basename(path)} is no list of cases.`);
  const answered = cases.map((given) => ({ given, verdict: judgeCase(given) }));
  return reportFile(basename(path), answered, exceptions);
}
