import { generateKeyPairSync } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { createCustody } from '../../../provider/custody/create-custody.js';
import { readRecoveryJwk, readRecoveryKeyFile, recoveryJwk } from '../../../provider/custody/recovery-key.js';
import { openSealedKey } from '../../../provider/custody/seal.js';
import { signProbe } from '../../../provider/rotator/self-check.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { run } from '../command/test-terminal.js';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const mine = pair();
const recoveryKey = readRecoveryJwk({ ...recoveryJwk(mine.privateKey) });
if (recoveryKey === undefined) throw new Error('a P-256 key is a recovery key');

const custody = createCustody({ wrappingKeys: [new Uint8Array(32)] });
const fresh = await custody.generate('ES256');
const place = { issuer: 'https://issuer.example', series: 'ES256', kid: fresh.key.kid, bornAtEpoch: 7 };
const bound = { ...place, alg: 'ES256' } as const;
const sealed = (await fresh.seal?.(place, recoveryKey)) ?? '';

test('what is sealed is what the recovery key opens, and it signs as before', async () => {
  expect(decodeProtectedHeader(sealed)).toMatchObject({
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    kid: recoveryKey.kid,
    keyturn: bound,
  });
  const opened = await openSealedKey(sealed, bound, mine.privateKey);
  const again = await custody.importKey?.(opened, 'ES256', fresh.key.kid);
  if (again === undefined) throw new Error('this custody takes keys in');
  await expect(signProbe(again.signer, fresh.key)).resolves.toBeUndefined();
});

test.each([
  ['another recovery key', bound, pair().privateKey],
  ['another issuer', { ...bound, issuer: 'https://other.example' }, mine.privateKey],
  ['another series', { ...bound, series: 'other' }, mine.privateKey],
  ['another kid', { ...bound, kid: 'other' }, mine.privateKey],
  ['another epoch', { ...bound, bornAtEpoch: 8 }, mine.privateKey],
  ['another algorithm', { ...bound, alg: 'ES384' as const }, mine.privateKey],
])('it does not open for %s, and does not say why', async (_what, at, key) => {
  await expect(openSealedKey(sealed, at, key)).rejects.toMatchObject({ code: 'recovery_key_wrong' });
});

test('nor when a byte of it was altered', async () => {
  const at = sealed.length - 30;
  const altered = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
  await expect(openSealedKey(altered, bound, mine.privateKey)).rejects.toMatchObject({
    code: 'recovery_key_wrong',
  });
});

test('recovery init makes a key that nobody else can read, shows its public half, and never overwrites', async () => {
  const folder = await scratchFolder();
  const file = join(folder, 'recovery-key.pem');
  const first = await run(['recovery', 'init', file]);
  const { recoveryKey: shown } = JSON.parse(first.said);
  expect(Object.keys(shown).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(readRecoveryJwk(shown)).toMatchObject({ kid: shown.kid });
  const before = await readFile(file, 'utf8');
  expect((await run(['recovery', 'init', file])).said).toBe(first.said);
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(recoveryJwk(await readRecoveryKeyFile(file))).toEqual(shown);
  await chmod(file, 0o644);
  await expect(readRecoveryKeyFile(file)).rejects.toMatchObject({ code: 'recovery_key_invalid' });
});

test.each([
  ['no key', 'hello'],
  ['an RSA key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
  ['the public half', mine.publicKey],
])('a file with %s is refused, and none of it is repeated', async (_what, content) => {
  const file = join(await scratchFolder(), 'key');
  const isText = typeof content === 'string';
  const text = isText
    ? content
    : String(
        content.export({ format: 'pem', type: content.type === 'public' ? 'spki' : ('pkcs8' as 'spki') }),
      );
  await writeFile(file, text, { mode: 0o600 });
  const refused: unknown = await readRecoveryKeyFile(file).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'recovery_key_invalid' });
  expect(String(refused)).not.toContain(text.slice(30, 60) || text);
});

test('a point that is not on the curve is no recovery key', () => {
  const { x, y } = recoveryKey;
  expect(readRecoveryJwk({ kty: 'EC', crv: 'P-256', x, y: x })).toBeUndefined();
  expect(readRecoveryJwk({ kty: 'EC', crv: 'P-384', x, y })).toBeUndefined();
});
