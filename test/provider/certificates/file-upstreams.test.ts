import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { expect, test } from 'vitest';
import { createFileUpstream } from '../../../provider/certificates/file-upstream.js';
import { createSpiffeUpstream } from '../../../provider/certificates/spiffe-upstream.js';
import { generateKey } from '../../../provider/custody/generate-key.js';
import { seriesAlgorithms } from '../../../provider/ring/key-ring.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { type CertificateStand, standIssuer, startStand } from './certificate-stand.js';

async function startFiles(alg: (typeof seriesAlgorithms)[number] = 'ES256') {
  const stand = await startStand();
  const folder = await scratchFolder();
  const [keyFile, requestFile, chainFile] = ['signer.key', 'signer.csr', 'signer.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const open = () => createFileUpstream(alg, { uris: [standIssuer] }, { keyFile, requestFile, chainFile });
  return { stand, keyFile, requestFile, chainFile, open };
}

/** The enterprise CA: reads the request, checks that its key signed it, writes the chain. */
async function answer(
  { authority }: CertificateStand,
  requestFile: string,
  chainFile: string,
): Promise<void> {
  const request = new Pkcs10CertificateRequest(await readFile(requestFile, 'utf8'));
  expect(await request.verify()).toBe(true);
  const publicKey = createPublicKey({
    key: Buffer.from(request.publicKey.rawData),
    format: 'der',
    type: 'spki',
  });
  await writeFile(chainFile, await authority.issue({ uris: [standIssuer] }, publicKey));
}

test.each(seriesAlgorithms)(
  'a request of %s goes out, a chain comes back, a key is certified',
  async (alg) => {
    const { stand, keyFile, requestFile, chainFile, open } = await startFiles(alg);
    const upstream = open();
    expect(await upstream.obtain(true)).toBeNull();
    await answer(stand, requestFile, chainFile);
    const key = await upstream.obtain(true);
    expect(key?.x5c).toHaveLength(2);
    expect(await upstream.obtain(false)).toBeNull();
    expect(((await stat(keyFile)).mode & 0o777).toString(8)).toBe('600');
  },
);

test('while a request is out the same one stays, also over a restart', async () => {
  const { stand, requestFile, chainFile, open } = await startFiles();
  await open().obtain(true);
  const request = await readFile(requestFile, 'utf8');
  const restarted = open();
  await restarted.obtain(true);
  expect(await readFile(requestFile, 'utf8')).toBe(request);
  await answer(stand, requestFile, chainFile);
  expect(await restarted.obtain(true)).not.toBeNull();
  // A restart finds its key and its chain.
  expect((await open().obtain(false))?.x5c).toHaveLength(2);
});

test('the next key is another key, and the chain is read again whenever it changes', async () => {
  const { stand, requestFile, chainFile, open } = await startFiles();
  const upstream = open();
  await upstream.obtain(true);
  await answer(stand, requestFile, chainFile);
  const first = await upstream.obtain(true);
  await upstream.obtain(true);
  await answer(stand, requestFile, chainFile);
  const second = await upstream.obtain(false);
  expect(second?.publicKey.equals(first?.publicKey ?? second.publicKey)).toBe(false);
  // The CA renews by itself, for the same key.
  await answer(stand, requestFile, chainFile);
  const third = await upstream.obtain(false);
  expect(third?.publicKey.equals(second?.publicKey ?? third.publicKey)).toBe(true);
  expect(third?.serial).not.toBe(second?.serial);
});

test('a chain of a key that is not here is refused, and a new request goes out all the same', async () => {
  const { stand, requestFile, chainFile, open } = await startFiles();
  const { privateKey } = await generateKey('ES256', 2048);
  await writeFile(
    chainFile,
    await stand.authority.issue({ uris: [standIssuer] }, createPublicKey(privateKey)),
  );
  const upstream = open();
  await expect(upstream.obtain(true)).rejects.toMatchObject({ code: 'chain_key_mismatch' });
  await answer(stand, requestFile, chainFile);
  expect(await upstream.obtain(true)).not.toBeNull();
});

test.each([
  ['that is no certificate', 'nothing'],
  ['that is broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
])('a chain %s is refused by name', async (_, text) => {
  const { chainFile, open } = await startFiles();
  await open().obtain(true);
  await writeFile(chainFile, text);
  await expect(open().obtain(false)).rejects.toMatchObject({ code: 'chain_invalid' });
});

/** An agent that writes an SVID and its key, in whichever order. */
async function startAgent() {
  const stand = await startStand();
  const folder = await scratchFolder();
  const [svidFile, keyFile] = [join(folder, 'svid.pem'), join(folder, 'svid_key.pem')];
  const make = async () => {
    const { privateKey } = await generateKey('ES384', 2048);
    const names = { uris: ['spiffe://domain.example/signer'] };
    const svid = await stand.authority.issue(names, createPublicKey(privateKey));
    return { svid, key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })) };
  };
  return { svidFile, keyFile, make, upstream: createSpiffeUpstream({ svidFile, keyFile }) };
}

test('an SVID is taken up when the agent has written it, and again when it rotates', async () => {
  const { svidFile, keyFile, make, upstream } = await startAgent();
  expect(await upstream.obtain(true)).toBeNull();
  const first = await make();
  await writeFile(keyFile, first.key);
  await writeFile(svidFile, first.svid);
  const key = await upstream.obtain(false);
  expect(key?.alg).toBe('ES384');
  const leaf = new X509Certificate(Buffer.from(key?.x5c[0] ?? '', 'base64'));
  expect(leaf.subjectAltName).toBe('URI:spiffe://domain.example/signer');
  expect(await upstream.obtain(true)).toBeNull();
  const second = await make();
  await writeFile(`${svidFile}.new`, second.svid);
  await rename(`${svidFile}.new`, svidFile);
  // The key is not there yet: nothing is signed under another's name.
  await expect(upstream.obtain(false)).rejects.toMatchObject({ code: 'chain_key_mismatch' });
  await writeFile(keyFile, second.key);
  expect((await upstream.obtain(false))?.serial).not.toBe(key?.serial);
  await rm(svidFile);
  expect(await upstream.obtain(true)).toBeNull();
});
