import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckoutCopy } from './checkout-copy.js';
import { readBlocks } from './read-blocks.js';
import { runBlocks } from './run-blocks.js';

let copy: CheckoutCopy;
beforeAll(() => {
  copy = new CheckoutCopy();
});
afterAll(() => copy.discard());

test('the story of the auth service can be followed to its end', async () => {
  const blocks = readBlocks(
    readFileSync(join(copy.root, 'provider/examples/auth-service/README.md'), 'utf8'),
  );
  const { blocks: runs, services, left } = await runBlocks(copy.root, blocks);
  expect(runs.filter(({ status }) => status !== null && status !== 0)).toEqual([]);
  const refused = new Set(blocks.filter(({ use }) => use === 'refused').map(({ line }) => line));
  const statuses = runs
    .filter(({ line }) => refused.has(line))
    .map(({ output }) => /"status":(\d+)/.exec(output)?.[1]);
  expect(statuses).toEqual(['401', '403', '401', '401']);
  expect(services).toEqual(['ended']);
  expect(left).toEqual([]);
});
