import { X509Certificate } from 'node:crypto';
import { rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { loopbackTls } from '../../relying-party/fetch/loopback-tls.js';
import { mint, newKey, toPem } from '../../support/minted-certificates.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { sendRaw } from './send-raw.js';
import { START_SECONDS, startTestProvider } from './test-provider.js';

const DAY = 86_400;

function mintPair(notAfterSeconds = START_SECONDS + 30 * DAY) {
  const key = newKey();
  const { encoding } = mint({
    subject: 'localhost',
    key,
    notBeforeSeconds: START_SECONDS - 365 * DAY,
    notAfterSeconds,
  });
  return { cert: toPem(encoding), key: String(key.privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

async function start(first: { cert: string; key: string } = loopbackTls) {
  const folder = await scratchFolder();
  const files = { certificateFile: join(folder, 'tls.pem'), keyFile: join(folder, 'tls.key') };
  const write = async (name: 'certificateFile' | 'keyFile', text: string) => {
    await writeFile(`${files[name]}.new`, text);
    await rename(`${files[name]}.new`, files[name]);
  };
  await write('certificateFile', first.cert);
  await write('keyFile', first.key);
  const started = await startTestProvider();
  const { port } = await started.provider.listen({ host: '127.0.0.1', port: 0, tls: files });
  const { clock, seen } = started;
  /** Lets the server look once, and waits for what it says of it. */
  const look = async (event: string) => {
    const before = seen.logLines.length;
    await clock.advanceSeconds(10);
    await expect
      .poll(() => seen.logLines.slice(before).filter((line) => line.includes(`"${event}"`)).length)
      .toBe(1);
  };
  return { ...started, files, write, port, look };
}

/** One request, on a connection of its own: what came back and who answered. */
function ask(port: number): Promise<{ text: string; fingerprint: string }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const { fingerprint256: fingerprint } = socket.getPeerCertificate();
      socket.on('close', () => resolve({ text: Buffer.concat(chunks).toString(), fingerprint }));
      socket.write('GET /jwks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
  });
}

const fingerprintOf = ({ cert }: { cert: string }) => new X509Certificate(cert).fingerprint256;

test('https by certificate and key, and told to stay there', async () => {
  const { port } = await start();
  const answer = await ask(port);
  expect(answer.fingerprint).toBe(fingerprintOf(loopbackTls));
  expect(answer.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer.text).toContain('\r\nStrict-Transport-Security: max-age=31536000\r\n');
});

test('a new pair is taken when its files change', async () => {
  const { port, write, look } = await start();
  const next = mintPair();
  await write('certificateFile', next.cert);
  await write('keyFile', next.key);
  await look('tls.reloaded');
  expect((await ask(port)).fingerprint).toBe(fingerprintOf(next));
});

test('a broken pair keeps the old one with an error, once for each content, until a good one comes', async () => {
  const { port, write, files, look, clock, seen } = await start();
  const next = mintPair();
  await write('certificateFile', next.cert);
  await look('tls.reload_failed');
  await clock.advanceSeconds(30);
  await write('certificateFile', 'no certificate');
  await look('tls.reload_failed');
  await write('certificateFile', mintPair(START_SECONDS - 1).cert);
  await look('tls.reload_failed');
  await unlink(files.certificateFile);
  await look('tls.reload_failed');
  expect((await ask(port)).fingerprint).toBe(fingerprintOf(loopbackTls));
  expect(seen.logLines.filter((line) => line.includes('"tls.reload_failed"'))).toHaveLength(4);
  await write('certificateFile', next.cert);
  await write('keyFile', next.key);
  await look('tls.reloaded');
  expect((await ask(port)).fingerprint).toBe(fingerprintOf(next));
  expect(seen.logLines.join('')).not.toContain(next.key.split('\n')[1]);
});

test.each<[string, { cert: string; key: string }]>([
  ['no certificate', { ...loopbackTls, cert: 'x' }],
  ['no key', { ...loopbackTls, key: 'x' }],
  ['the key of another', { ...loopbackTls, key: mintPair().key }],
  ['a certificate that is over', mintPair(START_SECONDS - 1)],
])('%s is refused at start', async (_, pair) => {
  await expect(start(pair)).rejects.toMatchObject({ code: 'tls_unusable' });
});

test('files that are not there are refused at start, and no port is opened', async () => {
  const { provider } = await startTestProvider();
  const tls = { certificateFile: '/nowhere/tls.pem', keyFile: '/nowhere/tls.key' };
  await expect(provider.listen({ port: 0, tls })).rejects.toMatchObject({ code: 'tls_unusable' });
});

test('who speaks http there gets no answer, and takes nobody’s place', async () => {
  const { port } = await start();
  const plain = await sendRaw(port, 'GET /jwks HTTP/1.1\r\nHost: localhost\r\n\r\n').catch(() => '');
  expect(plain).not.toContain('"keys"');
  expect((await ask(port)).text).toContain('"keys"');
});
