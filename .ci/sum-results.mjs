// Adds up what the tiers counted: `sum-results.mjs FOLDER FAILED_STAGES TIER…`. Ends with 'N passed, N failed'.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One tier from what vitest wrote; text undefined where it wrote nothing. */
export function countTier(name, text) {
  if (text === undefined) return { passed: 0, failed: 1, note: `${name} wrote no result` };
  const { numPassedTests: passed, numFailedTests, numTotalTests, testResults, success } = JSON.parse(text);
  // A file that fails before its first test has no failed test to count.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  if (numTotalTests === 0) return { passed, failed: failed + 1, note: `${name} ran no test` };
  if (!success && failed === 0) return { passed, failed: 1, note: `${name} did not end well` };
  return { passed, failed, note: `${name}: ${passed} passed, ${failed} failed of ${numTotalTests}` };
}

/** The whole run. A stage can fail without a failed test: a check, an install. */
export function sumTiers(tiers, failedStages) {
  const passed = tiers.reduce((sum, tier) => sum + tier.passed, 0);
  const failed = tiers.reduce((sum, tier) => sum + tier.failed, 0);
  if (tiers.length === 0) return { passed, failed: Math.max(1, failedStages) };
  return { passed, failed: failed === 0 ? failedStages : failed };
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, failedStages, ...names] = process.argv.slice(2);
  const tiers = names.map((name) => countTier(name, read(join(folder, `${name}.json`))));
  for (const { note } of tiers) console.log(note);
  const { passed, failed } = sumTiers(tiers, Number(failedStages));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
