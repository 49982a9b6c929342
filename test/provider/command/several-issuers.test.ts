import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

const [ONE, TWO, THREE] = ['one', 'two', 'three'].map((name) => `https://issuer.example/${name}`);

const issuerOf = (issuer: string | undefined, folder: string) => ({
  issuer,
  store: { kind: 'file', folder },
  rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
});

const write = (folder: string, issuers: unknown) =>
  writeJson(folder, 'keyturn.config.json', { wrappingKeyFile: 'wrapping-key', issuers });

async function writeTwo() {
  const folder = await makeFolder();
  return { folder, config: await write(folder, [issuerOf(ONE, 'one'), issuerOf(TWO, 'two')]) };
}

test('init makes every ring, or none; one that was added is made by its name', async () => {
  const { folder, config } = await writeTwo();
  const first = await run(['init', '--config', config]);
  expect(first).toMatchObject({ code: 0, said: expect.stringContaining(`created the ring of ${ONE}`) });
  expect(first.said).toContain(`created the ring of ${TWO}`);
  await write(folder, [issuerOf(THREE, 'three'), issuerOf(ONE, 'one'), issuerOf(TWO, 'two')]);
  const again = await run(['init', '--config', config]);
  expect(again).toMatchObject({ code: 1, complained: expect.stringContaining(`the store of ${ONE}`) });
  const added = await run(['init', '--config', config, '--issuer', String(THREE)]);
  expect(added).toMatchObject({ code: 0, said: expect.stringContaining(`created the ring of ${THREE}`) });
  expect(added.said).not.toContain(`the ring of ${ONE}`);
});

test('a verb on one ring wants to know which', async () => {
  const { config } = await writeTwo();
  await run(['init', '--config', config]);
  for (const verb of [['tick'], ['policy', 'check'], ['policy', 'adopt']]) {
    const unnamed = await run([...verb, '--config', config]);
    expect(unnamed).toMatchObject({ code: 2, complained: expect.stringContaining(`${ONE}, ${TWO}`) });
    const unknown = await run([...verb, '--config', config, '--issuer', String(THREE)]);
    expect(unknown).toMatchObject({ code: 2, complained: expect.stringContaining(`no issuer ${THREE}`) });
    const named = await run([...verb, '--config', config, '--issuer', String(TWO), '--json']);
    expect(named.code).toBe(0);
    if (verb[1] !== 'check') expect(JSON.parse(named.said).issuer).toBe(TWO);
  }
});
