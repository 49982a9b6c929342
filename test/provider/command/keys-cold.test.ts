import { join } from 'node:path';
import { stayFor } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

/** A lead of one second, the least there is. */
const rotation = {
  profile: 'drill',
  serveStaleJwksSeconds: 0,
  jwksMaxAgeSeconds: 0,
  staleSeconds: 0,
  cachedAtMostSeconds: 0,
  maxClockOffsetSeconds: 0,
  publishLeadSeconds: 1,
  rotationIntervalSeconds: 3600,
  series: [{ alg: 'ES256' }],
};

async function coldRing() {
  const folder = await makeFolder();
  const recovery = join(folder, 'recovery.pem');
  const { recoveryKey } = JSON.parse((await run(['recovery', 'init', recovery])).said);
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    wrappingKeyFile: 'wrapping-key',
    rotation: { ...rotation, coldStandby: { recoveryKey } },
  });
  await run(['init', '--config', config]);
  const keys = (...args: string[]) => run(['keys', ...args, '--config', config]);
  const kidOf = async (state: string): Promise<string> =>
    JSON.parse((await keys('list', '--json')).said).keys.find((key: { state: string }) => key.state === state)
      ?.kid;
  return { folder, recovery, config, keys, kidOf };
}

test('the emergency: the cold standby takes over by the recovery key, and by nothing else', async () => {
  const { folder, recovery, keys, kidOf, config } = await coldRing();
  const [stolen, standby, cold] = [await kidOf('active'), await kidOf('standby'), await kidOf('cold')];
  const revoke = (...args: string[]) => keys('revoke', stolen, '--replace-with', 'cold', ...args);
  const said = ['--reason', 'compromised: a test'];

  expect((await revoke()).code).toBe(2);
  await run(['recovery', 'init', join(folder, 'other.pem')]);
  const inTime = async () => {
    // However slow the machine: until the lead has passed, the answer is I1.
    for (;;) {
      const planned = await revoke('--plan');
      if (!planned.said.includes('  I1: ')) return planned;
      await stayFor(100);
    }
  };
  expect(await inTime()).toMatchObject({
    code: 0,
    said: expect.stringMatching(
      /unseal ES256[\s\S]*new tokens may be refused for 0 s[\s\S]*nothing was changed/,
    ),
  });
  expect(await revoke(...said)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/O2: .*--recovery-key-file/),
  });
  expect(await revoke(...said, '--recovery-key-file', join(folder, 'other.pem'))).toMatchObject({
    code: 2,
    complained: expect.stringContaining('recovery_key_wrong'),
  });
  expect(await kidOf('active')).toBe(stolen);

  expect((await revoke(...said, '--recovery-key-file', recovery)).code).toBe(0);
  expect(await kidOf('active')).toBe(cold);
  expect([stolen, standby, cold]).not.toContain(await kidOf('cold'));
  expect((await keys('journal')).said).toMatch(
    /revoke .*a test[\s\S]*unseal[\s\S]*activate[\s\S]*publish-cold/,
  );
  expect((await run(['tick', '--config', config])).code).toBe(0);
});

test('the recovery key goes over no network, and with no other replacement', async () => {
  const file = ['--recovery-key-file', 'recovery.pem', '--reason', 'a test'];
  const over = await run([
    'keys',
    'revoke',
    'K',
    '--replace-with',
    'cold',
    '--url',
    'https://a.example',
    ...file,
  ]);
  expect(over).toMatchObject({ code: 2, complained: expect.stringContaining('goes with --config') });
  const fresh = await run(['keys', 'revoke', 'K', '--replace-with', 'fresh', '--config', 'c', ...file]);
  expect(fresh).toMatchObject({ code: 2, complained: expect.stringContaining('--replace-with cold') });
});

test('a private recovery key in a configuration is refused, and is not repeated', async () => {
  const folder = await makeFolder();
  const jwk = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'the-secret' };
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    rotation: { coldStandby: { recoveryKey: jwk } },
  });
  const refused = await run(['config', 'check', '--config', config]);
  expect(refused).toMatchObject({ code: 2, complained: expect.stringContaining('keep it offline') });
  expect(refused.complained).not.toContain('the-secret');
});
