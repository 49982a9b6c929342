import { expect, test } from 'vitest';
import { checkWebEntry } from './check-web-entry.js';
import { createFixture } from './fixture.js';

test('a module of Node is found however far it is from the web entry', () => {
  const fixture = createFixture({
    'relying-party/index-web.ts': "export { verify } from './verifier.js';",
    'relying-party/verifier.ts': "import { hash } from '@keyturn/shared/hash'; export const verify = hash;",
    'shared/hash.ts': "import { createHash } from 'node:crypto'; export const hash = createHash;",
  });
  expect(checkWebEntry(fixture)).toEqual([
    'shared/hash.ts:1 reaches node:crypto from relying-party/index-web.ts',
  ]);
});

test('types of Node are gone at run time, and the entry for Node may have it', () => {
  const fixture = createFixture({
    'relying-party/index.ts': "export { createHash as verify } from 'node:crypto';",
    'relying-party/index-web.ts':
      "import type { KeyObject } from 'node:crypto'; export type Key = KeyObject;",
  });
  expect(checkWebEntry(fixture)).toEqual([]);
});
