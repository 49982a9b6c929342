import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

async function configure(pinnedParties: readonly object[]) {
  const folder = await makeFolder();
  return writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    wrappingKeyFile: 'wrapping-key',
    rotation: { series: [{ alg: 'ES256' }], pinnedParties },
  });
}

interface Listed {
  readonly kid: string;
  readonly state: string;
  readonly acknowledgedBy?: readonly string[];
}

test('that a pinned party has a key is written down, and shown with the key', async () => {
  const config = await configure([{ name: 'gateway' }]);
  await run(['init', '--config', config]);
  const keys = (...args: string[]) => run(['keys', ...args, '--config', config]);
  const standby = async (): Promise<Listed | undefined> =>
    JSON.parse((await keys('list', '--json')).said).keys.find(({ state }: Listed) => state === 'standby');
  const { kid = '' } = (await standby()) ?? {};

  const refused = await keys('acknowledge', 'getaway', kid);
  expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/pinned: .*gateway/) });
  expect(await keys('acknowledge', 'gateway', kid)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/done[\s\S]*acknowledge/),
  });
  expect((await standby())?.acknowledgedBy).toEqual(['gateway']);
  expect((await keys('acknowledge', 'gateway', kid)).said).toContain('nothing_due');
  expect((await standby())?.acknowledgedBy).toEqual(['gateway']);
});

test.each([
  [[{ name: 'gateway' }, { name: 'gateway' }], '"gateway" is given twice'],
  [[{ name: 'gateway', series: ['RS256'] }], 'there is no series "RS256"; there are ES256'],
  [[{ name: 'a gateway' }], 'rotation.pinnedParties[0].name'],
])('parties that cannot be meant are refused: %j', async (pinnedParties, says) => {
  const { code, said, complained } = await run([
    'config',
    'check',
    '--config',
    await configure(pinnedParties),
  ]);
  expect(code).not.toBe(0);
  expect(`${said}${complained}`).toContain(says);
});
