import { expect, test } from 'vitest';
import { repositoryRoot } from '../../packages/tarballs.js';
import { runProcess } from '../../support/run-process.js';

test('replicas that share nothing come, go, are robbed and age out, and the consumer goes on', async () => {
  const program = ['provider/examples/signing-replicas/main.mjs'];
  const { status, output, errors } = await runProcess(process.execPath, program, { cwd: repositoryRoot });
  const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  expect({ errors, ...figures }).toMatchObject({ errors: '', falseRejects: 0, falseAccepts: 0 });
  expect(figures.tokens).toBeGreaterThan(100);
  expect(figures.certificates).toBeGreaterThan(6);
  expect(figures.thiefRefusals).toBeGreaterThan(0);
  expect(figures.agedOutRefusals).toBeGreaterThan(0);
  expect(figures.tokenBytes).toBeLessThan(2200);
  expect(status).toBe(0);
}, 90_000);
