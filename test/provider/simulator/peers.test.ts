import { createRemoteJWKSet, customFetch, exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSeededDraw } from '../../../provider/scenario/seeded-draw.js';
import type { Behaviour, PartyState } from '../../../provider/simulator/behaviour.js';
import { joseBehaviour } from '../../../provider/simulator/behaviours/jose.js';
import { oauth4webapiBehaviour } from '../../../provider/simulator/behaviours/oauth4webapi.js';
import { playIssuer } from '../../../provider/simulator/issuer-history.js';
import { policyWith } from './study.js';

const START_SECONDS = 1_800_000_000;
const issuer = 'https://issuer.example';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

/** The fetches that a behaviour makes for requests at these instants, each with a kid that is published or not. */
function modelled(behaviour: Behaviour, requests: readonly Request[]): readonly number[] {
  const { moments } = playIssuer({
    policy: policyWith(),
    endSeconds: 1,
    revokeAtSeconds: undefined,
    replaceWith: 'standby',
  });
  const moment = moments[0];
  if (moment === undefined) throw new Error('nothing is published');
  let state: PartyState = behaviour.begin();
  const fetchedAt: number[] = [];
  const fetch = (atSeconds: number) => {
    fetchedAt.push(atSeconds);
    const copy = { moment, wantedKid: undefined, headers: moment.headersAt(atSeconds) };
    ({ state } = behaviour.receive(state, copy, atSeconds, () => 0));
  };
  for (const { atSeconds, known } of requests) {
    if (atSeconds >= state.expiresAtSeconds) fetch(atSeconds);
    if (!known && atSeconds >= state.looksAgainAtSeconds) fetch(atSeconds);
  }
  return fetchedAt;
}

interface Request {
  readonly atSeconds: number;
  readonly known: boolean;
}

function drawRequests(seed: number): readonly Request[] {
  const draw = createSeededDraw(seed);
  let atSeconds = 0;
  return Array.from({ length: 150 }, () => {
    atSeconds += 1 + Math.floor(draw() * 40);
    return { atSeconds, known: draw() < 0.9 };
  });
}

async function observed(
  requests: readonly Request[],
  ask: (kid: string) => Promise<unknown>,
  counted: () => number,
) {
  const fetchedAt: number[] = [];
  for (const { atSeconds, known } of requests) {
    vi.setSystemTime((START_SECONDS + atSeconds) * 1000);
    const before = counted();
    await ask(known ? 'known' : 'stranger').catch(() => {});
    for (let at = before; at < counted(); at++) fetchedAt.push(atSeconds);
  }
  return fetchedAt;
}

async function makeKeys() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'known', alg: 'ES256', use: 'sig' };
  return { body: JSON.stringify({ keys: [jwk] }), privateKey };
}

test('jose fetches when our model of it does', async () => {
  const { body } = await makeKeys();
  let fetches = 0;
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`), {
    [customFetch]: async () => {
      fetches++;
      return new Response(body);
    },
  });
  const requests = drawRequests(3);
  const seen = await observed(
    requests,
    async (kid) => keys({ alg: 'ES256', kid }),
    () => fetches,
  );
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual(modelled(joseBehaviour, requests));
});

test('oauth4webapi fetches when our model of it does', async () => {
  const { body, privateKey } = await makeKeys();
  let fetches = 0;
  const as = { issuer, jwks_uri: `${issuer}/jwks` };
  const options = {
    [oauth.customFetch]: async () => {
      fetches++;
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    },
  };
  const ask = async (kid: string) => {
    const token = await new SignJWT({ client_id: 'a', scope: 'b' })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setSubject('a')
      .setAudience(issuer)
      .setJti('a')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    const request = new Request(issuer, { headers: { authorization: `Bearer ${token}` } });
    await oauth.validateJwtAccessToken(as, request, issuer, options);
  };
  const requests = drawRequests(5);
  const seen = await observed(requests, ask, () => fetches);
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual(modelled(oauth4webapiBehaviour, requests));
});
