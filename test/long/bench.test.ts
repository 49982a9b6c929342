import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runToSuccess } from '../support/run-process.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a part says is a matter of the machine; that it runs, and what it judges, is not. */
test.each([
  ['certificates', ['new chain of 3 / by hand', 'chain of 3 seen before / discovery']],
  ['issuance', ['tokens issued, throughput over oidc-provider', 'over a bare handler that signs']],
  ['documents', ['discovery, throughput over a bare handler', 'processor of 304 / of 200']],
])('npm run bench -- %s', async (part, judged) => {
  const args = ['--expose-gc', 'test/bench/main.mjs', '--rounds=1', part];
  const report = await runToSuccess(process.execPath, args, { cwd: root });
  for (const name of judged) expect(report).toContain(name);
  expect(report).not.toContain('NaN');
});
