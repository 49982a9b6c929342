import { createVerifier } from '@keyturn/relying-party';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { createProvider, type SingleIssuerInput } from 'keyturn';
import { expect, test } from 'vitest';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { breakable } from './broken-store.js';
import { handedOut } from './seen.js';
import {
  basicAuthorization,
  cronRequest,
  START_SECONDS,
  startProvider,
  stored,
  testConfiguration,
  tokenRequest,
} from './test-provider.js';

const { listen: _, cron, wrappingKey } = testConfiguration;
const ofProcess = { cron, wrappingKey };

const issuerOf = (issuer: string, more: Partial<SingleIssuerInput> = {}) => ({
  issuer,
  store: { kind: 'memory' as const },
  rotation: testConfiguration.rotation,
  discovery: { openIdWithoutRs256: true },
  clients: testConfiguration.clients,
  ...more,
});

const ONE = 'https://one.example/tenants/one';
const TWO = 'https://two.example/tenants/two';

const two = {
  ...ofProcess,
  issuers: [
    issuerOf(ONE),
    issuerOf(TWO, {
      rotation: { profile: 'dev', series: [{ alg: 'ES256' }, { alg: 'EdDSA' }], maxTokenLifetimeSeconds: 30 },
      clients: [
        { clientId: 'writer', secrets: [stored(handedOut.clientSecret)], audiences: ['https://two.example'] },
      ],
    }),
  ],
};

const json = { 'content-type': 'application/json' };

test('each issuer has its own metadata, key set and policy under its own path', async () => {
  const { call } = await startProvider(two);
  const one = await call('/tenants/one/.well-known/openid-configuration');
  expect(one.json).toMatchObject({ issuer: ONE, jwks_uri: `${ONE}/jwks`, token_endpoint: `${ONE}/token` });
  const inserted = await call('/.well-known/oauth-authorization-server/tenants/two');
  expect(inserted.json).toMatchObject({ issuer: TWO, jwks_uri: `${TWO}/jwks` });
  const kidsOf = async (path: string) =>
    ((await call(path)).json.keys as { kid: string }[]).map(({ kid }) => kid);
  const [ofOne, ofTwo] = [await kidsOf('/tenants/one/jwks'), await kidsOf('/tenants/two/jwks')];
  expect([ofOne.length, ofTwo.length]).toEqual([2, 4]);
  expect(ofOne.filter((kid) => ofTwo.includes(kid))).toEqual([]);
  for (const path of [
    '/jwks',
    '/token',
    '/tenants/three/jwks',
    '/tenants/one/../two/jwks',
    '/tenants/one%2fjwks',
  ])
    expect((await call(path)).json).toMatchObject({ code: 'not_found' });
});

test('the Host header chooses no issuer', async () => {
  const { call } = await startProvider(two);
  for (const host of ['two.example', 'evil.example', 'localhost:1'])
    expect(
      (await call('/tenants/one/.well-known/openid-configuration', { headers: { host } })).json.issuer,
    ).toBe(ONE);
});

test('a client is known to its own issuer alone, and its token is good with that issuer alone', async () => {
  const { call, provider, clock } = await startProvider(two);
  const issued = await call('/tenants/one/token', tokenRequest());
  expect(issued.json).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
  expect((await call('/tenants/two/token', tokenRequest())).json.error).toBe('invalid_client');
  const authorization = basicAuthorization('writer', handedOut.clientSecret);
  const other = await call('/tenants/two/token', tokenRequest({}, { authorization }));
  expect(other.json).toMatchObject({ token_type: 'Bearer', expires_in: 30 });
  const verifierOf = async (url: string, audience: string) => {
    const { keySet } = await provider.issuer(url).ring.servable();
    const issuers = [{ issuer: url, audience, discovery: { jwks: { keys: keySet.keys } } }];
    return createVerifier({ issuers, clock });
  };
  const ofOne = await verifierOf(ONE, 'https://api.example');
  expect((await ofOne.verify(String(issued.json.access_token))).claims.iss).toBe(ONE);
  await expect(ofOne.verify(String(other.json.access_token))).rejects.toMatchObject({
    code: 'issuer_not_allowed',
  });
});

test('of several issuers a cron request names one, and only that one is changed', async () => {
  const { call, clock } = await startProvider(two);
  for (const verb of ['tick', 'rotate']) {
    const unnamed = await call(`/cron/${verb}`, cronRequest());
    expect([unnamed.status, unnamed.json.code, unnamed.json.detail]).toEqual([
      400,
      'issuer_missing',
      `say which: ${ONE}, ${TWO}`,
    ]);
  }
  const unknown = await call('/cron/rotate', cronRequest(json, JSON.stringify({ issuer: `${ONE}/` })));
  expect([unknown.status, unknown.json.code]).toEqual([400, 'issuer_unknown']);
  expect(unknown.json.detail).toBe(`the issuers here are ${ONE}, ${TWO}`);
  const foreign = await call(
    '/cron/rotate',
    cronRequest(json, JSON.stringify({ issuer: ONE, series: 'EdDSA' })),
  );
  expect([foreign.status, foreign.json.code]).toEqual([400, 'series_unknown']);
  await clock.advanceSeconds(40);
  const before = await call('/tenants/one/jwks');
  const rotated = await call(
    '/cron/rotate',
    cronRequest(json, JSON.stringify({ issuer: TWO, series: 'EdDSA' })),
  );
  expect(rotated.json).toMatchObject({ issuer: TWO, series: 'EdDSA', outcome: 'done' });
  expect((await call('/tenants/one/jwks')).text).toBe(before.text);
});

test('a store that is lost stops its own issuer alone, and health says which', async () => {
  const clock = new VirtualClock(START_SECONDS);
  const stores = new Map([ONE, TWO].map((url) => [url, breakable(createMemoryRingStore(clock))]));
  const ringStore = (url: string) => stores.get(url) ?? createMemoryRingStore(clock);
  const { call } = await startProvider(two, { clock, ringStore, createRing: true });
  const broken = stores.get(TWO);
  if (broken !== undefined) broken.broken = true;
  await clock.advanceSeconds(120);
  const half = await call('/health/ready');
  expect(half.status).toBe(200);
  expect(half.json).toMatchObject({
    status: 'partly_ready',
    issuers: [
      { issuer: ONE, maySign: true },
      { issuer: TWO, maySign: false },
    ],
  });
  expect((await call('/tenants/one/token', tokenRequest())).status).toBe(200);
  const one = stores.get(ONE);
  if (one !== undefined) one.broken = true;
  await clock.advanceSeconds(120);
  expect([(await call('/health/ready')).status, (await call('/health/ready')).json.status]).toEqual([
    503,
    'not_ready',
  ]);
});

test('an issuer that cannot be opened is named, and it and those opened before it are closed', async () => {
  const clock = new VirtualClock(START_SECONDS);
  const closed: string[] = [];
  const lines: unknown[] = [];
  const ringStore = (url: string) => ({
    ...createMemoryRingStore(clock),
    close: async () => void closed.push(url),
    ...(url === TWO ? { read: () => Promise.reject(new Error('no such disk')) } : {}),
  });
  const log = (level: string, event: string, fields: object) => lines.push({ level, event, ...fields });
  await expect(createProvider(two, { clock, log, ringStore, createRing: true })).rejects.toThrow(
    'no such disk',
  );
  expect(closed).toEqual([TWO, ONE]);
  expect(lines).toContainEqual(expect.objectContaining({ event: 'issuer.not_opened', issuer: TWO }));
});

test('an issuer is found by its URL, and without one if it is the only one', async () => {
  const { provider } = await startProvider(two);
  expect(provider.issuers.map(({ url }) => url)).toEqual([ONE, TWO]);
  expect(provider.issuer(TWO).ring.policy.series).toHaveLength(2);
  for (const url of [undefined, 'https://three.example'])
    expect(() => provider.issuer(url)).toThrow(expect.objectContaining({ code: 'issuer_unknown' }));
});

test('of several issuers each line that concerns one names it; of one alone none needs to', async () => {
  const seen = async (input: typeof two | typeof testConfiguration, path: string) => {
    const { call, provider, seen: kept } = await startProvider(input);
    const { headers, ...request } = tokenRequest();
    await call(`${path}/token`, { ...request, headers: { ...headers, authorization: 'Basic e3t7' } });
    await provider.issuers.at(-1)?.ring.verbs.rotate('ES256', 'a test');
    return kept.logLines.map((line) => JSON.parse(line));
  };
  const ofTwo = await seen(two, '/tenants/one');
  expect(ofTwo).toContainEqual(expect.objectContaining({ event: 'client.refused', issuer: ONE }));
  expect(ofTwo).toContainEqual(expect.objectContaining({ event: 'ring.rotate', issuer: TWO }));
  const ofOne = await seen(testConfiguration, '');
  expect(ofOne.filter((line) => 'issuer' in line)).toEqual([]);
  expect(ofOne.map(({ event }) => event)).toContain('client.refused');
});
