import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './checkout-copy.js';
import { readBlocks } from './read-blocks.js';
import { runBlocks } from './run-blocks.js';

const root = mkdtempSync(join(tmpdir(), 'keyturn-blocks-'));
beforeAll(() => {
  mkdirSync(join(root, '.readme'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (...blocks: string[]) => runBlocks(root, readBlocks(blocks.join('\n')));
const block = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, '```'].join('\n');
const server = `node -e "
  const { createServer } = require('node:http');
  createServer((request, response) => response.writeHead(request.url === '/' ? 200 : 404).end('hello'))
    .listen(process.env.KEYTURN_PORT);
"`;

test('a README is followed in order, on other ports, in one shell', async () => {
  const followed = await run(
    block('sh service', server),
    block('sh', 'GREETING=$(curl -sS http://localhost:4000/)'),
    block('ts', "console.log([process.env['GREETING'], 'from', 'TypeScript'].join(' '));"),
    block('sh', 'echo "$GREETING from the shell"'),
    block('sh not-run', 'touch never'),
  );
  expect(followed.compiler).toBe('');
  expect(followed.blocks.map(({ status }) => status)).toEqual([null, 0, 0, 0]);
  expect(followed.blocks.map(({ output }) => output.trim()).slice(2)).toEqual([
    'hello from TypeScript',
    'hello from the shell',
  ]);
  expect(followed.services).toEqual(['ended']);
  expect(existsSync(join(root, 'never'))).toBe(false);
});

test('an error that is answered to curl ends it', async () => {
  const { blocks } = await run(
    block('sh service', server),
    block('sh', 'curl -sS http://localhost:4000/missing'),
    block('sh', 'echo not reached'),
  );
  expect(blocks.map(({ status }) => status)).toEqual([null, 22]);
});

test('what is said to be refused must be', async () => {
  const { blocks } = await run(
    block('sh service', server),
    block('sh refused', 'curl -sS http://localhost:4000/missing'),
    block('sh refused', 'curl -sS http://localhost:4000/'),
    block('sh', 'echo not reached'),
  );
  expect(blocks.map(({ status }) => status)).toEqual([null, 0, 1]);
});

test('TypeScript that does not compile is not run', async () => {
  const { compiler, blocks } = await run(
    block('sh', 'echo before'),
    block('ts', "const port: number = '4000';"),
  );
  expect(compiler).toContain('TS2322');
  expect(blocks).toEqual([]);
});

test('a service that ends by itself is an error with its words', async () => {
  await expect(run(block('sh service', 'echo no luck', 'exit 3'))).rejects.toThrow(/ended before .*no luck/s);
});
