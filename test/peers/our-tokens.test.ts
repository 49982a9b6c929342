import { systemClock } from '@keyturn/shared/clock';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Provider } from 'keyturn';
import { createProvider } from 'keyturn';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { serve } from './serve.js';

const audience = 'https://api.example';
const client = { id: 'service', secret: 'a-secret-of-the-test' };
let server: Awaited<ReturnType<typeof serve>>;
let provider: Provider;

beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

beforeEach(async () => {
  // Only the wall clock is stepped: the default policy and the peers' own defaults in seconds instead of hours.
  vi.useFakeTimers({ toFake: ['Date'] });
  provider = await createProvider(
    {
      issuer: server.origin,
      store: { kind: 'memory' },
      rotation: { series: [{ alg: 'RS256' }, { alg: 'ES256' }] },
      clients: [{ clientId: client.id, secrets: [`plain:${client.secret}`], audiences: [audience] }],
      // Sound parties bear a decoy, keys in no order and a member that nobody knows.
      discovery: { grease: true },
      cron: { schedule: false },
    },
    { clock: systemClock, log: () => {} },
  );
  server.handle(provider.callback());
});

afterEach(async () => {
  await provider.close();
  vi.useRealTimers();
});

const STEP_SECONDS = 30;

/** Steps through a planned rotation under the default policy, verifying tokens of every age at each step. */
async function turnUnderTraffic(
  issue: () => Promise<string>,
  verify: (token: string) => Promise<string | undefined>,
) {
  const held: { token: string; untilSeconds: number }[] = [];
  const kids = new Set<string>();
  const refused: string[] = [];
  let tried = 0;
  let rotated = false;
  const startedAt = systemClock.nowSeconds();
  const { publishLeadSeconds, retentionSeconds, maxTokenLifetimeSeconds } =
    provider.issuer().ring.policy.series[0] ?? never();
  const endsAt = startedAt + publishLeadSeconds + retentionSeconds + maxTokenLifetimeSeconds;
  while (systemClock.nowSeconds() < endsAt) {
    vi.setSystemTime(Date.now() + STEP_SECONDS * 1000);
    await provider.issuer().ring.tick('schedule');
    if (!rotated)
      rotated = (await provider.issuer().ring.verbs.rotate('RS256', 'operator')).outcome === 'done';
    held.push({
      token: await issue(),
      untilSeconds: systemClock.nowSeconds() + maxTokenLifetimeSeconds - STEP_SECONDS,
    });
    while ((held[0]?.untilSeconds ?? Number.POSITIVE_INFINITY) < systemClock.nowSeconds()) held.shift();
    for (const { token } of [held[0], held.at(-1)].filter((each) => each !== undefined)) {
      tried += 1;
      await verify(token).then(
        (kid) => kid !== undefined && kids.add(kid),
        (error: Error) => refused.push(error.message),
      );
    }
  }
  return { tried, refused, kids: kids.size, rotated };
}

function never(): never {
  throw new Error('the policy has no series');
}

async function postForToken(): Promise<string> {
  const response = await fetch(`${server.origin}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

test('jose’s createRemoteJWKSet at its defaults refuses nothing while our keys turn', async () => {
  const keys = createRemoteJWKSet(new URL(`${server.origin}/jwks`));
  const found = await turnUnderTraffic(postForToken, async (token) => {
    const { protectedHeader } = await jwtVerify(token, keys, {
      issuer: server.origin,
      audience,
      typ: 'at+jwt',
    });
    return protectedHeader.kid;
  });
  expect(found).toMatchObject({ refused: [], kids: 2, rotated: true });
  expect(found.tried).toBeGreaterThan(200);
});

test('openid-client discovers us and gets tokens, oauth4webapi validates them, and nothing is refused while our keys turn', async () => {
  const configuration = await openid.discovery(
    new URL(server.origin),
    client.id,
    undefined,
    openid.ClientSecretBasic(client.secret),
    {
      execute: [openid.allowInsecureRequests],
    },
  );
  const metadata = configuration.serverMetadata() as oauth.AuthorizationServer;
  const issue = async () => (await openid.clientCredentialsGrant(configuration)).access_token;
  const found = await turnUnderTraffic(issue, async (token) => {
    const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } });
    await oauth.validateJwtAccessToken(metadata, request, audience, { [oauth.allowInsecureRequests]: true });
    return (JSON.parse(atob(token.split('.')[0] ?? '')) as { kid: string }).kid;
  });
  expect(found).toMatchObject({ refused: [], kids: 2, rotated: true });
  expect(found.tried).toBeGreaterThan(200);
});
