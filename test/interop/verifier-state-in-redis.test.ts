import { createVerifier } from '@keyturn/relying-party';
import { createSharedReplayMemory, oneTimeTokens } from '@keyturn/relying-party/one-time';
import { persistedKeySets } from '@keyturn/relying-party/persisted-keys';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { json, jwksPath, startScriptedIssuer, status } from '../relying-party/keys/scripted-issuer.js';
import { accessToken, makeKey, refusalCode } from '../relying-party/made-tokens.js';
import type { DatabaseServer } from './database-server.js';
import { startRedis } from './redis.js';

const secret = 'a secret of tests that nobody else has';
const key = makeKey('ES256');

let server: DatabaseServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.discard());

function connect() {
  const adapter = new KeyvRedis<string>(server.url);
  adapter.on('error', () => undefined);
  const keyv = new Keyv<string>({ store: adapter, namespace: 'orders', throwOnErrors: true });
  keyv.on('error', () => undefined);
  onTestFinished(() => keyv.disconnect());
  return { keyv, adapter };
}

/** `made-tokens` signs for a fixed moment; these are for now. */
function tokenOf(issuer: string, jti = 'one'): string {
  const iat = Math.floor(Date.now() / 1000);
  return accessToken(key, { iss: issuer, iat, exp: iat + 3600, jti });
}

test('keys that Redis keeps carry a process over a restart in an outage, and no other process without the secret', async () => {
  const provider = await startScriptedIssuer();
  provider.on(jwksPath, json({ keys: [key.jwk] }, { 'cache-control': 'max-age=300' }));
  const start = (own: string = secret) => {
    const { keyv } = connect();
    const verifier = createVerifier({
      allowLoopback: true,
      issuers: [
        {
          issuer: provider.issuer,
          audience: null,
          discovery: { jwksUri: `${provider.issuer}${jwksPath}` },
        },
      ],
      keySetStore: persistedKeySets(keyv, { secret: own }),
    });
    onTestFinished(() => verifier.close());
    const told: unknown[] = [];
    verifier.on('keys.recalled', (detail) => told.push(detail));
    verifier.on('store.failed', ({ reason }) => told.push(reason));
    return { verifier, told };
  };
  const token = tokenOf(provider.issuer);
  const before = start();
  expect((await before.verifier.verify(token)).issuer).toBe(provider.issuer);
  const client = await connect().adapter.getClient();
  await vi.waitFor(async () => expect(await client.dbSize()).toBe(1), { timeout: 200_000 });
  const [name] = await client.keys('*');
  const ttlSeconds = await client.ttl(String(name));
  expect(ttlSeconds).toBeGreaterThan(0);
  expect(ttlSeconds).toBeLessThanOrEqual(300 + 900);
  before.verifier.close();

  provider.on(jwksPath, status(500));
  const again = start();
  expect((await again.verifier.verify(token)).kid).toBe(key.jwk.kid);
  expect(again.told).toMatchObject([{ issuer: provider.issuer }]);
  const stranger = start('another secret of tests that nobody has');
  expect(await refusalCode(stranger.verifier.verify(token))).toBe('keys_unavailable');
  expect(stranger.told).toEqual(['record_seal_broken']);

  await client.set(String(name), 'no JSON');
  const spoiled = start();
  expect(await refusalCode(spoiled.verifier.verify(token))).toBe('keys_unavailable');
});

test('of twenty processes that share Redis one takes a token', async () => {
  const issuer = 'https://issuer.example';
  const start = async () => {
    const client = await connect().adapter.getClient();
    const store = {
      claimOnce: async (name: string, ttlSeconds: number) =>
        (await client.set(name, '1', { NX: true, EX: ttlSeconds })) === 'OK',
    };
    const replayMemory = createSharedReplayMemory(store, 'orders/tokens');
    return createVerifier({
      issuers: [{ issuer, audience: null, discovery: { jwks: { keys: [key.jwk] } } }],
      furtherChecks: [oneTimeTokens({ replayMemory })],
    });
  };
  const processes = await Promise.all(Array.from({ length: 20 }, start));
  const token = tokenOf(issuer);
  const verdicts = await Promise.all(
    processes.map((verifier) =>
      verifier.verify(token).then(
        () => 'accepted',
        ({ code }) => code,
      ),
    ),
  );
  expect(verdicts.filter((verdict) => verdict === 'accepted')).toHaveLength(1);
  expect(verdicts.filter((verdict) => verdict === 'token_replayed')).toHaveLength(19);
});
