import { join } from 'node:path';
import { UnreadableCases } from './read-cases.js';
import { findVectors, ownSuites, readExceptions, runFile, vectorsMissing } from './suites.js';

const usage = 'Usage: npm run conformance -- x509 [FILE…]';

/**
 * Answers every file, one line of JSON each.
 * @returns the exit status: 0 when nothing is answered wrongly without a reason, 1 otherwise, 2 for wrong usage or a file that cannot be read.
 */
export function runConformance(
  args: readonly string[],
  print: (line: string) => void,
  warn: (line: string) => void,
): number {
  const [kind, ...files] = args;
  if (kind !== 'x509') {
    warn(usage);
    return 2;
  }
  const vectors = findVectors();
  if (files.length === 0 && vectors === undefined) {
    warn(vectorsMissing);
    return 2;
  }
  const paths =
    files.length > 0 ? files : ownSuites.map((name) => join(vectors ?? '', 'x509', `${name}.json`));
  try {
    return answerFiles(paths, print);
  } catch (error) {
    if (!(error instanceof UnreadableCases)) throw error;
    warn(error.message);
    return 2;
  }
}

function answerFiles(paths: readonly string[], print: (line: string) => void): number {
  const exceptions = readExceptions();
  let isClean = true;
  for (const path of paths) {
    const report = runFile(path, exceptions);
    print(JSON.stringify(report));
    isClean &&= report.falseAccepts.length + report.falseRejects.length === 0;
  }
  return isClean ? 0 : 1;
}
