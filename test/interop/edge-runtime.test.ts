import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import {
  type Answer,
  json,
  jwksPath,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
} from '../relying-party/keys/scripted-issuer.js';
import {
  accessToken,
  allAlgorithms,
  audience,
  compact,
  encodeSegment,
  type MadeKey,
  makeKey,
} from '../relying-party/made-tokens.js';
import { serveWorker } from './workerd.js';

const keys = allAlgorithms.map((alg) => makeKey(alg));
const [anyKey] = keys as [MadeKey];

interface Stand {
  readonly issuer: ScriptedIssuer;
  /** What the worker says to a token, its clock that much ahead where it can be set. */
  ask(token: string, aheadSeconds?: number): Promise<Response>;
  mint(key: MadeKey, claims?: Record<string, unknown>): string;
}

/** The worker and its issuer. The runtime has no clock but the system's. */
async function startStand(entry?: string, development = 'yes'): Promise<Stand> {
  const issuer = await startScriptedIssuer();
  publish(issuer, keys);
  const bindings = { ISSUER: issuer.issuer, AUDIENCE: audience, DEVELOPMENT: development };
  const url = await serveWorker(bindings, entry);
  const iat = Math.floor(systemClock.nowSeconds()) - 10;
  return {
    issuer,
    ask: (token, aheadSeconds = 0) =>
      fetch(url, { headers: { authorization: `Bearer ${token}`, 'x-ahead-seconds': `${aheadSeconds}` } }),
    mint: (key, claims = {}) => accessToken(key, { iss: issuer.issuer, iat, exp: iat + 3600, ...claims }),
  };
}

const keysOf = (published: readonly MadeKey[]): Answer =>
  json({ keys: published.map(({ jwk }) => jwk) }, { 'cache-control': 'max-age=300' });

const publish = (issuer: ScriptedIssuer, published: readonly MadeKey[]): void =>
  issuer.on(jwksPath, keysOf(published));

test('a worker accepts every algorithm, refuses what is wrong, and follows a new key', async () => {
  const { issuer, ask, mint } = await startStand();
  for (const key of keys) {
    const response = await ask(mint(key));
    expect([response.status, await response.json()]).toEqual([200, { hello: 'client-1', kid: key.jwk.kid }]);
  }
  expect(issuer.count(jwksPath)).toBe(1);

  const good = mint(anyKey);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const unsigned = `${encodeSegment({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
  const wrong = {
    expired: mint(anyKey, { exp: Math.floor(systemClock.nowSeconds()) - 60 }),
    'for another audience': mint(anyKey, { aud: 'https://other.example' }),
    'of another issuer': mint(anyKey, { iss: 'https://other.example' }),
    'signed by another key of the same name': mint(makeKey(anyKey.alg)),
    unsigned,
    'one bit of the signature': `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'a claim without a place to stand': compact(anyKey, { alg: anyKey.alg, typ: 'JWT' }, '{}'),
  };
  for (const [name, token] of Object.entries(wrong)) {
    const response = await ask(token);
    expect([name, response.status]).toEqual([name, 401]);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(response.headers.get('www-authenticate')).toContain('resource_metadata="');
  }

  const next = makeKey('ES256', 'next');
  publish(issuer, [...keys, next]);
  expect((await ask(mint(next))).status).toBe(200);
});

test('a worker whose issuer fails says 503 with Retry-After', async () => {
  const { issuer, ask, mint } = await startStand();
  issuer.on(jwksPath, status(500));
  const response = await ask(mint(anyKey));
  expect([response.status, response.headers.has('retry-after')]).toEqual([503, true]);
});

/** An answer held back until it is given. */
function heldAnswer() {
  let give: (answer: Answer) => void = () => {};
  let begun = () => {};
  const asked = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const answer: Answer = (response, headers) => {
    give = (late) => late(response, headers);
    begun();
  };
  return { answer, asked, release: (late: Answer) => give(late) };
}

/** The set is stale, and the issuer failed: what tries it again next does so behind an answer, and nobody waits for it. */
async function startFailing(development: string) {
  const stand = await startStand('test/interop/steered-worker.ts', development);
  const { issuer, ask, mint } = stand;
  const good = mint(anyKey);
  expect((await ask(good)).status).toBe(200);
  issuer.on(jwksPath, status(500));
  expect((await ask(good, 400)).status).toBe(200);
  const next = makeKey('ES256', 'next');
  return { ...stand, good, next, token: mint(next) };
}

test('with waitUntil a fetch of keys outlives the request that began it', async () => {
  const { issuer, ask, good, next, token } = await startFailing('yes');
  const held = heldAnswer();
  issuer.on(jwksPath, held.answer);
  expect((await ask(good, 500)).status).toBe(200);
  await held.asked;
  const asked = issuer.count(jwksPath);
  held.release(keysOf([...keys, next]));
  // While it is under way nobody waits for an issuer that failed; and nobody begins another.
  while ((await ask(token, 500)).status === 503);
  expect((await ask(token, 500)).status).toBe(200);
  expect(issuer.count(jwksPath)).toBe(asked);
});

test('without it the fetch is lost, and no later one for good', async () => {
  const { issuer, ask, good, next, token } = await startFailing('forgetful');
  publish(issuer, [...keys, next]);
  expect((await ask(good, 500)).status).toBe(200);
  // The last good keys are good no more, so this request waits for a fetch of its own.
  for (let times = 0; times < 3; times++) expect((await ask(token, 1300)).status).toBe(200);
});
