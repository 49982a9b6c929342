import { expect, test } from 'vitest';
import { namedPorts, readBlocks, replacePorts, runnableBlocks } from './read-blocks.js';

const markdown = [
  '# Title',
  '',
  '```sh service',
  'npm start',
  '```',
  '',
  '````ts',
  "const fence = '```';",
  '````',
  '```sh',
  'curl http://localhost:4000/token',
  '',
  'curl http://localhost:4000/jwks # 4000 it is, not 40001',
  '```',
  '```',
  'a drawing',
  '```',
  '```ts compile',
  'export {};',
  '```',
  '```sh not-run',
  'rm -rf /',
  '```',
].join('\n');

test('blocks come in order, with what is done with them', () => {
  expect(readBlocks(markdown).map(({ language, use, line }) => [language, use, line])).toEqual([
    ['sh', 'service', 3],
    ['ts', 'run', 7],
    ['sh', 'run', 10],
    ['', 'not-run', 15],
    ['ts', 'compile', 18],
    ['sh', 'not-run', 21],
  ]);
});

test('the text of a block is kept to the letter', () => {
  const [, typescript, shell] = readBlocks(markdown);
  expect(typescript?.text).toBe("const fence = '```';");
  expect(shell?.text.split('\n')).toHaveLength(3);
});

test('what is only shown is not run', () => {
  expect(runnableBlocks(readBlocks(markdown)).map(({ line }) => line)).toEqual([3, 7, 10]);
});

test('ports of this machine are found and replaced, other numbers stay', () => {
  const blocks = readBlocks(markdown);
  expect(namedPorts(blocks)).toEqual([4000]);
  const replaced = blocks.map((block) => replacePorts(block, new Map([[4000, 5123]])));
  expect(replaced[2]?.text).toContain('http://localhost:5123/token');
  expect(replaced[2]?.text).toContain('# 5123 it is, not 40001');
});

test('a service may say where it listens', () => {
  const blocks = readBlocks('```sh service 8080\nnode service.mjs\n```');
  expect(blocks).toMatchObject([{ use: 'service', opens: 8080 }]);
  expect(namedPorts(blocks)).toEqual([8080]);
  expect(blocks.map((block) => replacePorts(block, new Map([[8080, 5123]])).opens)).toEqual([5123]);
});

test.each([
  ['```sh\nnpm start', 'the block in line 1 never closes'],
  ['\n```sh skip\nnpm start\n```', 'the block in line 2 says "skip", which means nothing here'],
  ['```json run\n{}\n```', 'the block in line 1 says "run", which means nothing here'],
])('%j is refused', (text, message) => {
  expect(() => readBlocks(text)).toThrow(message);
});
