import { createPublicKey, X509Certificate } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import {
  createAuthorityMemory,
  openAuthorityFolder,
} from '../../../provider/certificates/authority-files.js';
import { createAuthority, openAuthority } from '../../../provider/certificates/development-authority.js';
import { generateKey } from '../../../provider/custody/generate-key.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { standTerms, startSeconds, startStand } from './certificate-stand.js';

const HALF_YEAR_SECONDS = 182.5 * 86_400;
const names = { uris: ['https://signers.example'] };
const newPublicKey = async () => createPublicKey((await generateKey('ES256', 2048)).privateKey);
const issuersOf = (chain: string) =>
  (chain.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map((pem) => new X509Certificate(pem));

test('an intermediate is renewed at half of its life, and both verify under the one root', async () => {
  const { clock, authority } = await startStand();
  const root = new X509Certificate(await authority.rootsPem());
  const certify = async () => issuersOf(await authority.issue(names, await newPublicKey()))[1];
  const first = await certify();
  // Its life began an hour before it was made.
  await clock.advanceSeconds(HALF_YEAR_SECONDS - 1802);
  expect((await certify())?.serialNumber).toBe(first?.serialNumber);
  await clock.advanceSeconds(4);
  expect((await certify())?.serialNumber).toBe(first?.serialNumber);
  // A list for each that may be in use, and for the root: whoever keeps lists has time to read the new one's.
  expect(await authority.revocationLists()).toHaveLength(3);
  // Distribution 600 s and D = 2.
  await clock.advanceSeconds(601);
  expect((await certify())?.serialNumber).toBe(first?.serialNumber);
  await clock.advanceSeconds(1);
  const second = await certify();
  expect(second?.serialNumber).not.toBe(first?.serialNumber);
  for (const each of [first, second]) expect(each?.verify(root.publicKey)).toBe(true);
  expect(await authority.revocationLists()).toHaveLength(3);
});

test('roots come and go at /ca by X3, to the second', async () => {
  const { clock, authority } = await startStand();
  const count = async () => (await authority.rootsPem()).split('BEGIN CERTIFICATE').length - 1;
  const rootInUse = async () => issuersOf(await authority.issue(names, await newPublicKey()))[1]?.issuer;
  await authority.addRoot();
  expect(await count()).toBe(2);
  // Distribution 600 s and D = 2.
  await clock.advanceSeconds(601);
  expect(await rootInUse()).toBe('CN=keyturn development root 1');
  await clock.advanceSeconds(1);
  expect(await rootInUse()).toBe('CN=keyturn development root 2');
  // A certificate of 300 s, T = 60, lambda = 5, D = 2.
  await clock.advanceSeconds(366);
  expect(await count()).toBe(2);
  await clock.advanceSeconds(1);
  expect(await count()).toBe(1);
});

test('a signer’s certificate is for digital signatures on JWTs and nothing else', async () => {
  const { authority } = await startStand();
  const [leaf, intermediate] = issuersOf(await authority.issue(names, await newPublicKey()));
  expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.37']);
  expect(leaf?.ca).toBe(false);
  expect(intermediate?.ca).toBe(true);
  expect(leaf?.subjectAltName).toBe('URI:https://signers.example');
});

test.each([
  ['with no name', {}],
  ['with a space in it', { uris: ['https://a b.example'] }],
  ['in another script', { dnsNames: ['пример.example'] }],
])('a name %s is refused', async (_, asked) => {
  const { authority } = await startStand();
  await expect(authority.issue(asked, await newPublicKey())).rejects.toMatchObject({ code: 'name_invalid' });
});

test.each([
  ['in memory', async () => createAuthorityMemory()],
  ['in a folder', async () => openAuthorityFolder(await scratchFolder())],
])(
  'what a CA keeps %s is never overwritten, two who revoke at once both do, and two who make one at once make one',
  async (_, open) => {
    const files = await open();
    const clock = new VirtualClock(startSeconds);
    const made = await Promise.allSettled([createAuthority(files, clock), createAuthority(files, clock)]);
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const key = (await files.read()).get('root-1.key');
    await expect(files.add('root-1.key', 'other')).rejects.toMatchObject({ code: 'authority_exists' });
    expect((await files.read()).get('root-1.key')).toBe(key);
    const authority = await openAuthority(files, clock, standTerms);
    await Promise.all(['0A', '0b', '0a', '0C:0D'].map((serial) => authority.revoke(serial)));
    const revoked = (await authority.describe()).revoked.map(({ serial }) => serial);
    expect(revoked).toEqual(['0a', '0b', '0c0d']);
    await expect(authority.revoke('../x')).rejects.toMatchObject({ code: 'serial_invalid' });
  },
);

test('a CA whose making was broken off after any of its files is made whole by making it again', async () => {
  const clock = new VirtualClock(startSeconds);
  const whole = createAuthorityMemory();
  await createAuthority(whole, clock);
  const written = [...(await whole.read())];
  expect(written.map(([name]) => name)).toEqual([
    'root-1.key',
    'root-1.pem',
    'intermediate-1.key',
    'intermediate-1.pem',
  ]);
  for (let count = 0; count < written.length; count++) {
    const files = createAuthorityMemory();
    for (const [name, text] of written.slice(0, count)) await files.add(name, text);
    await createAuthority(files, clock);
    const authority = await openAuthority(files, clock, standTerms);
    const chain = issuersOf(await authority.issue(names, await newPublicKey()));
    expect(chain[1]?.verify(new X509Certificate(await authority.rootsPem()).publicKey)).toBe(true);
    const after = await files.read();
    for (const [name, text] of written.slice(0, count)) expect(after.get(name)).toBe(text);
  }
});

test('an intermediate whose making was broken off is made all the same when it is due', async () => {
  const clock = new VirtualClock(startSeconds);
  const files = createAuthorityMemory();
  await createAuthority(files, clock);
  const authority = await openAuthority(files, clock, standTerms);
  const key = (await files.read()).get('intermediate-1.key') ?? '';
  await clock.advanceSeconds(HALF_YEAR_SECONDS);
  await files.add('intermediate-2.key', key);
  const subject = async () => issuersOf(await authority.issue(names, await newPublicKey()))[1]?.subject;
  expect(await subject()).toBe('CN=keyturn development intermediate 1');
  expect((await authority.describe()).intermediates).toHaveLength(2);
  await clock.advanceSeconds(602);
  expect(await subject()).toBe('CN=keyturn development intermediate 2');
});

test('a folder with its revocations in one file, as they were once kept, is refused: none is passed over', async () => {
  const folder = await scratchFolder();
  const files = openAuthorityFolder(folder);
  const clock = new VirtualClock(startSeconds);
  await createAuthority(files, clock);
  await openAuthority(files, clock, standTerms);
  await writeFile(join(folder, 'revoked.json'), '[{"serial":"0a","revokedAtSeconds":1}]');
  await expect(openAuthority(files, clock, standTerms)).rejects.toMatchObject({
    code: 'authority_unreadable',
    message: expect.stringContaining('revoked.json'),
  });
});

async function madeFolder() {
  const folder = await scratchFolder();
  const clock = new VirtualClock(startSeconds);
  const files = openAuthorityFolder(folder);
  await createAuthority(files, clock);
  return { folder, files, clock, open: () => openAuthority(files, clock, standTerms) };
}

test('a folder that every user may write to is refused: revocations could be taken out of it', async () => {
  const { folder, open } = await madeFolder();
  await chmod(folder, 0o777);
  await expect(open()).rejects.toMatchObject({
    code: 'authority_unreadable',
    message: expect.stringContaining('chmod 700'),
  });
  await chmod(folder, 0o770);
  await expect(open()).resolves.toBeDefined();
});

test('a CA whose root is lost is told from none: making one there would be refused', async () => {
  const { folder, files, clock, open } = await madeFolder();
  await rm(join(folder, 'root-1.pem'));
  await expect(open()).rejects.toMatchObject({ code: 'authority_unreadable' });
  await expect(createAuthority(files, clock)).rejects.toMatchObject({ code: 'authority_exists' });
});

test.each(['root-1.pem', 'root-1.key', 'intermediate-1.pem', 'intermediate-1.key'])(
  '%s cut anywhere is never read as a CA',
  async (name) => {
    const { files, open } = await madeFolder();
    await expect(open()).resolves.toBeDefined();
    const whole = await files.read();
    const text = whole.get(name) ?? '';
    for (let cut = 0; cut < text.trimEnd().length; cut += 29) {
      const cutFiles = { ...files, read: async () => new Map([...whole, [name, text.slice(0, cut)]]) };
      const opened = openAuthority(cutFiles, new VirtualClock(startSeconds), standTerms);
      await expect(opened).rejects.toMatchObject({ code: 'authority_unreadable' });
    }
  },
);
