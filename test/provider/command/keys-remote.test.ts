import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { handedOut } from '../http/seen.js';
import { startTestProvider } from '../http/test-provider.js';
import { makeFolder, run } from './test-terminal.js';

const environment = { KEYTURN_ADMIN_CREDENTIAL: handedOut.adminCredential };

async function remote() {
  const { port, clock, provider } = await startTestProvider();
  const url = `http://127.0.0.1:${port}`;
  const keys = (...args: string[]) => run(['keys', ...args, '--url', url], { environment });
  const active = async () => (await provider.issuer().ring.signing()).kid;
  return { url, keys, clock, active };
}

test('a running provider is asked by its admin API, and the verbs say the same as on its store', async () => {
  const { keys, clock, active } = await remote();
  const before = await active();
  expect((await keys('list')).said).toMatch(/ES256 +active +[\w-]{43} {2}rotates in \d+ s/);
  const refused = await keys('rotate');
  expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/^refused .*\n {2}I8: .*wait 35 s/) });
  const plan = await keys('revoke', before, '--replace-with', 'fresh', '--plan');
  expect(plan).toMatchObject({ code: 0, said: expect.stringMatching(/good tokens of up to \d+ s/) });
  expect(await active()).toBe(before);
  await clock.advanceSeconds(35);
  expect(await keys('rotate', '--json')).toMatchObject({ code: 0 });
  expect(await active()).not.toBe(before);
  expect((await keys('rollback', before)).code).toBe(0);
  expect(await active()).toBe(before);
  expect((await keys('journal', '--count', '1')).said).toContain('admin:alice: activate');
  expect((await keys('guards')).said).toContain('rotate ES256: ');
  expect((await keys('prepare')).said).toMatch(/^nothing_due/);
});

test('a wrong credential, an unknown series and an unknown issuer are told by their codes', async () => {
  const { url, keys } = await remote();
  const wrong = await run(['keys', 'list', '--url', url], {
    environment: { KEYTURN_ADMIN_CREDENTIAL: 'guessed' },
  });
  expect(wrong).toMatchObject({ code: 2, complained: expect.stringMatching(/^credential_wrong: /) });
  expect(await keys('rotate', '--series', 'none')).toMatchObject({
    code: 1,
    complained: expect.stringMatching(/^series_unknown: /),
  });
  expect((await keys('list', '--issuer', 'http://localhost:1')).complained).toMatch(/^issuer_unknown: /);
});

test('the credential comes from the environment or a file, never in the clear to elsewhere', async () => {
  const { url } = await remote();
  const file = join(await makeFolder(), 'credential');
  await writeFile(file, `${handedOut.adminCredential}\n`);
  expect((await run(['keys', 'list', '--url', url, '--credential-file', file])).code).toBe(0);
  expect((await run(['keys', 'list', '--url', url])).complained).toMatch(/KEYTURN_ADMIN_CREDENTIAL/);
  const clear = await run(['keys', 'list', '--url', 'http://issuer.example'], { environment });
  expect(clear).toMatchObject({ code: 2, complained: expect.stringContaining('in the clear') });
  const inUrl = await run(['keys', 'list', '--url', 'http://a:b@localhost:1'], { environment });
  expect(inUrl.complained).toContain('--url holds no credential');
});

test('what is no provider, and what is not there, are told apart', async () => {
  const server = createServer((_, response) => response.end('<html>hello</html>'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const other = await run(['keys', 'list', '--url', url], { environment });
  expect(other).toMatchObject({ code: 3, complained: expect.stringMatching(/^answer_unreadable: /) });
  server.close();
  const gone = await run(['keys', 'list', '--url', 'http://127.0.0.1:1'], { environment });
  expect(gone).toMatchObject({ code: 3, complained: expect.stringMatching(/^provider_unreachable: /) });
});
