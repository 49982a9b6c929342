import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckoutCopy } from './checkout-copy.js';
import { readBlocks, runnableBlocks } from './read-blocks.js';
import { runBlocks } from './run-blocks.js';

let copy: CheckoutCopy;
beforeAll(() => {
  copy = new CheckoutCopy();
});
afterAll(() => copy.discard());

test('the drill of a stranger’s service can be followed from nothing to its end', async () => {
  const blocks = readBlocks(readFileSync(join(copy.root, 'provider/drills/guide.md'), 'utf8'));
  const { blocks: runs, services, left } = await runBlocks(copy.root, blocks);
  expect(runs.filter(({ status }) => status !== null && status !== 0)).toEqual([]);
  expect(runs).toHaveLength(runnableBlocks(blocks).length);
  // A machine that stalls proves nothing, and nothing else may be said of a service that does right.
  const drills = runs.filter(({ output }) => /^planned-rotation: \d+ s, as they pass …$/m.test(output));
  expect(drills).toHaveLength(2);
  const [first, nightly] = drills.map(({ output }) => output);
  expect(first).toMatch(/^PASS {2}planned-rotation|the machine stalled/m);
  expect(nightly).toMatch(/<testcase classname="keyturn.drill" name="planned-rotation" time="[\d.]+"(\/>|>)/);
  expect(nightly).not.toContain('<failure');
  expect(runs.at(-2)?.output).toContain('done');
  expect(services.every((end) => end === 'ended')).toBe(true);
  expect(left).toEqual([]);
}, 600_000);
