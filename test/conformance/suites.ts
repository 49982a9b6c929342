import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judgeCase } from './judge-case.js';
import { readCases } from './read-cases.js';
import { type CaseExceptions, type FileReport, reportFile } from './report.js';

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

/** Answers every case of one file. @throws UnreadableCases */
export function runFile(path: string, exceptions: CaseExceptions): FileReport {
  const answered = readCases(path).map((given) => ({ given, verdict: judgeCase(given) }));
  return reportFile(basename(path), answered, exceptions);
}
