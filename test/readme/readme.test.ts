import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkLinks } from './check-links.js';
import { CheckoutCopy, repositoryRoot } from './checkout-copy.js';
import { compileBlocks } from './compile-blocks.js';
import { readBlocks, runnableBlocks } from './read-blocks.js';
import { runBlocks } from './run-blocks.js';

/** Every page of the project: the root's README, and those beside what they document. */
const pages = [
  'README.md',
  ...['shared', 'relying-party', 'provider'].flatMap((top) =>
    readdirSync(join(repositoryRoot, top), { recursive: true, encoding: 'utf8' })
      .filter((path) => extname(path) === '.md' && !/(^|\/)node_modules\//.test(path))
      .map((path) => join(top, path)),
  ),
];
const blocksOf = (path: string) => readBlocks(readFileSync(path, 'utf8'));

let copy: CheckoutCopy;
beforeAll(() => {
  copy = new CheckoutCopy();
});
afterAll(() => copy.discard());

describe.each(pages)('%s', (name) => {
  const path = join(repositoryRoot, name);

  test('is there, and its links lead somewhere', () => {
    expect(existsSync(path)).toBe(true);
    expect(checkLinks(path, readFileSync(path, 'utf8'))).toEqual([]);
  });

  test('has TypeScript that compiles', async () => {
    const typescript = blocksOf(path).filter(({ language, use }) => language === 'ts' && use !== 'not-run');
    expect(await compileBlocks(copy.root, typescript)).toBe('');
  });
});

test('the first screen of the README can be followed to its end', async () => {
  const blocks = blocksOf(join(repositoryRoot, 'README.md'));
  expect(runnableBlocks(blocks).length).toBeGreaterThanOrEqual(3);
  const followed = await runBlocks(copy.root, blocks);
  expect(followed.compiler).toBe('');
  expect(followed.blocks.filter(({ status }) => status !== null && status !== 0)).toEqual([]);
  expect(followed.blocks).toHaveLength(runnableBlocks(blocks).length);
  expect(followed.services.every((end) => end === 'ended')).toBe(true);
});
