import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { outerEnvironment } from '../../support/run-process.js';
import { makeFolder } from './test-terminal.js';

const command = fileURLToPath(new URL('../../../provider/bin/keyturn.js', import.meta.url));

test('a command that only waits comes to its end: the claim of a Keyv store settles, and nothing else is open', async () => {
  const folder = await makeFolder();
  const config = join(folder, 'keyturn.config.mjs');
  await writeFile(
    config,
    `export default { issuer: 'https://issuer.example', wrappingKeyFile: 'wrapping-key',
      store: { kind: 'keyv', keyv: () => new Map() } };`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'init', '--config', config], {
    env: outerEnvironment(),
  });
  expect(stdout).toContain('created the ring of https://issuer.example');
});
