import {
  generateKeyPair,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  randomUUID,
  scrypt,
  scryptSync,
  sign,
  verify,
} from 'node:crypto';
import { readFile } from 'node:fs';
import { readFile as readFileLater } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { InFlight } from '../../../provider/scenario/in-flight.js';

const here = fileURLToPath(import.meta.url);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const bytes = Buffer.from('signed');
const signature = sign('sha256', bytes, privateKey);
const elliptic = { name: 'ECDSA', namedCurve: 'P-256' };

function watchFlight(): InFlight {
  const inFlight = new InFlight();
  onTestFinished(() => inFlight.close());
  return inFlight;
}

test.each<[string, () => Promise<unknown>]>([
  ['a key pair', () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 })],
  ['a signature', () => promisify(sign)('sha256', bytes, privateKey)],
  ['a verification', () => promisify(verify)('sha256', bytes, publicKey, signature)],
  ['scrypt', () => promisify(scrypt)('secret', 'salt', 32)],
  ['random bytes', () => promisify(randomBytes)(16)],
  ['a WebCrypto key pair', () => crypto.subtle.generateKey(elliptic, true, ['sign', 'verify'])],
  ['a WebCrypto digest', () => crypto.subtle.digest('SHA-256', bytes)],
  ['a file', () => promisify(readFile)(here)],
  ['a file by promise', () => readFileLater(here)],
  ['a turn of the event loop', () => new Promise<void>((resolve) => setImmediate(resolve))],
])('%s is waited for, and what it leads to', async (_what, begin) => {
  const inFlight = watchFlight();
  let ends = 0;
  inFlight.run(async () => {
    for (; ends < 3; ends++) await begin();
  });
  await inFlight.settled();
  expect(ends).toBe(3);
});

test('what ends in the call that makes it is not waited for', async () => {
  const inFlight = watchFlight();
  const made = inFlight.run(() => [
    randomUUID(),
    randomBytes(16).length,
    scryptSync('secret', 'salt', 32).length,
    hkdfSync('sha256', 'key', 'salt', 'info', 32).byteLength,
    sign('sha256', bytes, privateKey).length,
    generateKeyPairSync('ed25519').publicKey.type,
    crypto.getRandomValues(new Uint8Array(4)).length,
  ]);
  await inFlight.settled();
  expect(made).toHaveLength(7);
});

test('the same in the middle of work of the thread pool', async () => {
  const inFlight = watchFlight();
  let isOver = false;
  inFlight.run(async () => {
    await promisify(scrypt)('secret', 'salt', 32);
    randomUUID();
    await promisify(scrypt)('secret', 'salt', 32);
    randomBytes(16);
    isOver = true;
  });
  await inFlight.settled();
  expect(isOver).toBe(true);
});

test('neither a timer nor the work of others is waited for', async () => {
  const inFlight = watchFlight();
  let isOver = false;
  let rang = false;
  // Somebody else always has a turn of the event loop to come.
  const others = (async () => {
    while (!isOver) await new Promise<void>((resolve) => setImmediate(resolve));
  })();
  const timer = inFlight.run(() =>
    setTimeout(() => {
      rang = true;
    }, 3_600_000),
  );
  await inFlight.settled();
  expect(rang).toBe(false);
  clearTimeout(timer);
  isOver = true;
  await others;
});
