import { readFileSync } from 'node:fs';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { exportJWK, generateKeyPair } from 'jose';
import { createLog, createProvider } from 'keyturn';
import Koa from 'koa';
import { OAuth2Server } from 'oauth2-mock-server';
import Provider from 'oidc-provider';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { startBetterAuth } from '../peers/better-auth.js';
import { forwardTo } from '../peers/forward.js';
import { startGlewlwyd } from '../peers/glewlwyd.js';
import { watchedWorld } from '../peers/watched-world.js';
import { scratchFolder } from '../support/scratch-folder.js';

const START_SECONDS = 1_800_000_000;
const readme = readFileSync(new URL('../../provider/watch/README.md', import.meta.url), 'utf8');

/** The codes that the documents record for a run. */
function recorded(run: string): string[] {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${run} |`));
  if (row === undefined) throw new Error(`no row of ${run}`);
  return [...row.matchAll(/`(\w+)`/g)].map(([, code = '']) => code);
}

const audience = 'https://api.example';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START_SECONDS * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Other people's providers read the Date of this process. */
const fakedDate = {
  nowSeconds: () => Date.now() / 1000,
  async advance(seconds: number) {
    vi.setSystemTime(Date.now() + seconds * 1000);
  },
};

async function world(clock = fakedDate, issuerPath = '') {
  const made = await watchedWorld(clock, issuerPath);
  onTestFinished(made.close);
  return made;
}

async function privateJwk(kid: string) {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' };
}

function oidcProvider(issuer: string, keys: Awaited<ReturnType<typeof privateJwk>>[]) {
  return new Provider(issuer, {
    jwks: { keys },
    clients: [
      {
        client_id: 'service',
        client_secret: 'a-secret-of-the-test-and-nothing-else',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'read',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 900,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}

async function watchOidcProvider() {
  const watched = await world();
  const { origin } = watched;
  watched.issueBy(async () => {
    const response = await fetch(`${origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('service:a-secret-of-the-test-and-nothing-else')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' }),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    return token;
  });
  const [first, second, third] = [
    await privateJwk('first'),
    await privateJwk('second'),
    await privateJwk('third'),
  ];
  const turn = (...keys: (typeof first)[]) => watched.handle(oidcProvider(origin, keys).callback());
  return { watched, turn, first, second, third };
}

test('oidc-provider, its keys swapped at once: what that breaks is found, by its terms', async () => {
  const { watched, turn, first, second } = await watchOidcProvider();
  turn(first);
  await watched.pass(2);
  expect(watched.codes()).toEqual(['cache_control_missing', 'revalidation_missing', 'standby_missing']);
  turn(second);
  await watched.pass(1);
  expect(watched.codes()).toEqual(recorded('oidc-provider, its keys swapped at once'));
  const retention = watched.verdict()?.findings.find(({ code }) => code === 'retention_too_short');
  expect(retention?.terms).toEqual({
    retentionSeconds: 0,
    leastRetentionSeconds: 960,
    maxTokenLifetimeSeconds: 900,
  });
});

test('oidc-provider, its keys turned with time: only its headers are left to say', async () => {
  const { watched, turn, first, second, third } = await watchOidcProvider();
  turn(first, second);
  await watched.pass(2);
  turn(first, second, third);
  await watched.pass(25);
  turn(third, second, first);
  await watched.pass(18);
  turn(third, second);
  await watched.pass(1);
  expect(watched.codes()).toEqual(recorded('oidc-provider, its keys turned with time'));
});

test('oauth2-mock-server: a key that signs as soon as it is made', async () => {
  const watched = await world();
  const server = new OAuth2Server();
  server.issuer.url = watched.origin;
  await server.issuer.keys.generate('RS256', { kid: 'first' });
  watched.handle(server.service.requestHandler);
  let kid = 'first';
  watched.issueBy(() => server.issuer.buildToken({ kid, expiresIn: 900 }));
  await watched.pass(2);
  await server.issuer.keys.generate('RS256', { kid: 'second' });
  kid = 'second';
  await watched.pass(1);
  expect(watched.codes()).toEqual(recorded('oauth2-mock-server, a key that signs as soon as it is made'));
});

test('better-auth: a key that signs as soon as the one before is too old', async () => {
  const watched = await world();
  const { handle, jwksUri, issue } = await startBetterAuth(watched.origin, 1800);
  watched.handle((request, response) => {
    if (request.url !== '/.well-known/openid-configuration') return handle(request, response);
    // It has none of its own; an issuer is nobody's without one.
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ issuer: watched.origin, jwks_uri: jwksUri }));
  });
  watched.issueBy(issue);
  // Asked for its first token and its empty set at once, it makes two keys, one of which never signs.
  await issue();
  await watched.pass(29);
  expect(watched.codes()).not.toContain('lead_too_short');
  await watched.pass(3);
  const signed = watched.verdict()?.keys.filter(({ signedFirstSeconds }) => signedFirstSeconds !== undefined);
  expect(signed).toHaveLength(2);
  expect(watched.codes()).toEqual(recorded('better-auth, its key turned by its own interval'));
});

test('glewlwyd: a new key put first in its set', async () => {
  // A process of its own, so the watch begins at the time of the machine.
  vi.setSystemTime(vi.getRealSystemTime());
  const watched = await world(fakedDate, '/api/oidc');
  const [first, second] = [await privateJwk('first'), await privateJwk('second')];
  const server = await startGlewlwyd(await scratchFolder(), watched.origin, [first]);
  onTestFinished(() => server.stop());
  watched.handle(forwardTo(server.port));
  watched.issueBy(() => server.issue());
  await watched.pass(2);
  expect(watched.codes()).not.toContain('lead_too_short');
  await server.turn(second, first);
  await watched.pass(1);
  expect(watched.codes()).toEqual(recorded('glewlwyd, a new key put first in its set'));
});

test('our own over two rotations: nothing breaks', async () => {
  const own = new VirtualClock(START_SECONDS);
  const watched = await world({
    nowSeconds: () => own.nowSeconds(),
    async advance(seconds: number) {
      await own.advanceSeconds(seconds);
    },
  });
  const provider = await createProvider(
    {
      issuer: watched.origin,
      store: { kind: 'memory' },
      rotation: { rotationIntervalSeconds: 3600 },
    },
    { clock: own, log: createLog({ level: 'silent' }) },
  );
  onTestFinished(() => provider.close());
  const app = new Koa();
  app.use(provider.middleware());
  watched.handle(app.callback());
  watched.issueBy(async () => {
    const claims = { sub: 'a', client_id: 'a', aud: audience };
    return (await provider.issuer().sign(claims)).token;
  });
  await watched.pass(150);
  const signed = watched.verdict()?.keys.filter(({ signedFirstSeconds }) => signedFirstSeconds !== undefined);
  expect(signed?.length).toBeGreaterThanOrEqual(3);
  expect(signed?.some(({ withdrawnFromSeconds }) => withdrawnFromSeconds !== undefined)).toBe(true);
  expect(watched.codes()).toEqual(recorded('keyturn, three signing keys one after the other'));
  expect(watched.verdict()?.verdict).toBe('good');
});
