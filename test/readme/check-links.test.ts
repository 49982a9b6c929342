import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLinks } from './check-links.js';
import { repositoryRoot } from './checkout-copy.js';

const path = join(repositoryRoot, 'README.md');

test.each([
  ['[provider](provider/)'],
  ['[manifest](./package.json "of the workspace")'],
  ['[web](https://example.com/nowhere) and [mail](mailto:someone@example.com)'],
  ['# What is *trusted*?\n\n[above](#what-is-trusted)'],
  ['`[code](nowhere.md)`\n\n```\n[block](nowhere.md)\n```'],
])('%j leads somewhere', (markdown) => {
  expect(checkLinks(path, markdown)).toEqual([]);
});

test.each([
  ['[gone](docs/nowhere.md)', 'docs/nowhere.md'],
  ['[part](nowhere.md#part)', 'nowhere.md#part'],
  ['# Here\n\n[there](#there)', '#there'],
  ['see [this]\n\n[this]: nowhere.md', 'nowhere.md'],
  ['![picture](nowhere.svg)', 'nowhere.svg'],
])('%j leads nowhere', (markdown, target) => {
  expect(checkLinks(path, markdown)).toEqual([`${path} links to ${target}, which is not there`]);
});
