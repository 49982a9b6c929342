import { type TenantLookup, type TenantsOptions, tenants } from '@keyturn/relying-party/tenants';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { describe, expect, test } from 'vitest';
import { createVerifierOn } from '../../relying-party/create-verifier.js';
import { jwc } from '../../relying-party/jwc.js';
import type { IssuerOptions, VerifierOptions } from '../../relying-party/options.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import { decodeBase64urlByBuffer } from '../../relying-party/token/base64url-node.js';
import { makeOuter, trusted } from './jwc/chain-stand.js';
import { accessToken, audience, makeKey, nowSeconds, refusal, refusalCode } from './made-tokens.js';

const key = makeKey('ES256');
const rsaKey = makeKey('RS256');
const nameOf = (tenant: number) => `https://login.example/tenant-${tenant}`;
const tokenOf = (tenant: number) => accessToken(key, { iss: nameOf(tenant), jti: `${tenant}` });
const fixed = { jwks: { keys: [key.jwk] } };

/** A verifier of tenants 1 to 9, whose lookup and network do what the test says. */
function makeStand(options: TenantsOptions = {}, more: Partial<VerifierOptions> = {}) {
  const clock = new VirtualClock(nowSeconds);
  const state = {
    asked: [] as string[],
    fetched: [] as string[],
    changes: {} as Partial<IssuerOptions>,
    dead: [] as string[],
    lookUp: undefined as TenantLookup | undefined,
  };
  const known: TenantLookup = (unverifiedIssuer) =>
    /^https:\/\/login\.example\/tenant-[1-9]$/.test(unverifiedIssuer)
      ? { issuer: unverifiedIssuer, audience, discovery: fixed, ...state.changes }
      : undefined;
  const verifier = createVerifierOn(
    {
      clock,
      decodeBase64url: decodeBase64urlByBuffer,
      signature: createNodeSignature(),
      draw: () => 0.5,
      createFetch:
        () =>
        async ({ url }) => {
          state.fetched.push(url);
          if (state.dead.some((name) => url.startsWith(name))) throw new Error('dead');
          const headers = new Map([['cache-control', 'max-age=300']]);
          return {
            status: 200,
            body: Buffer.from(JSON.stringify({ keys: [key.jwk] })),
            header: (name) => headers.get(name),
            receivedAtSeconds: clock.nowSeconds(),
          };
        },
    },
    {
      issuers: tenants((unverifiedIssuer) => {
        state.asked.push(unverifiedIssuer);
        return (state.lookUp ?? known)(unverifiedIssuer);
      }, options),
      ...more,
    },
  );
  const told: unknown[] = [];
  verifier.on('issuers.failed', (detail) => told.push(detail));
  return { verifier, clock, state, known, told };
}

describe.each([
  ['without a token cache', {}],
  ['with a token cache', { tokenCache: {} }],
])('%s', (_what, more) => {
  test('a tenant is looked up once in tenantSeconds, and its tokens are refused when it is gone', async () => {
    const { verifier, clock, state } = makeStand({ tenantSeconds: 100 }, more);
    for (let again = 0; again < 3; again++)
      expect((await verifier.verify(tokenOf(1))).issuer).toBe(nameOf(1));
    await clock.advanceSeconds(99);
    await verifier.verify(tokenOf(1));
    expect(state.asked).toEqual([nameOf(1)]);
    state.lookUp = () => undefined;
    await clock.advanceSeconds(1);
    expect(await refusalCode(verifier.verify(tokenOf(1)))).toBe('issuer_not_allowed');
    expect(state.asked).toEqual([nameOf(1), nameOf(1)]);
  });

  test('options that change count from the next look, and keys are opened anew', async () => {
    const { verifier, clock, state } = makeStand({ tenantSeconds: 100 }, more);
    const token = tokenOf(1);
    await verifier.verify(token);
    state.changes = { audience: 'other' };
    expect((await verifier.verify(token)).issuer).toBe(nameOf(1));
    await clock.advanceSeconds(100);
    expect(await refusalCode(verifier.verify(token))).toBe('audience_mismatch');
    state.changes = { discovery: { jwks: { keys: [rsaKey.jwk] } } };
    await clock.advanceSeconds(100);
    expect(await refusalCode(verifier.verify(token))).toBe('key_unknown');
  });

  test('a tenant that is pushed out and comes back is served', async () => {
    const { verifier, state } = makeStand({ maxTenants: 2 }, more);
    for (const tenant of [1, 2, 1, 3, 1, 2])
      expect((await verifier.verify(tokenOf(tenant))).issuer).toBe(nameOf(tenant));
    // 2 was asked for the longest ago when 3 came, and 3 when 2 came again.
    expect(state.asked).toEqual([1, 2, 3, 2].map(nameOf));
    expect(verifier.status().map(({ issuer }) => issuer)).toEqual([1, 2].map(nameOf));
  });
});

test('each tenant has its own algorithms and audience', async () => {
  const { verifier, state } = makeStand();
  state.lookUp = (issuer) => ({
    issuer,
    audience: issuer === nameOf(1) ? audience : 'other',
    algorithms: issuer === nameOf(2) ? ['RS256'] : ['ES256', 'RS256'],
    discovery: { jwks: { keys: [key.jwk, rsaKey.jwk] } },
  });
  const token = (tenant: number, signer: typeof key, aud: string) =>
    accessToken(signer, { iss: nameOf(tenant), aud });
  expect((await verifier.verify(token(1, key, audience))).alg).toBe('ES256');
  expect(await refusalCode(verifier.verify(token(2, key, 'other')))).toBe('alg_not_allowed');
  expect((await verifier.verify(token(2, rsaKey, 'other'))).alg).toBe('RS256');
  expect(await refusalCode(verifier.verify(token(2, rsaKey, audience)))).toBe('audience_mismatch');
});

test('a tenant may use a plugged path, found by its own name or by the inner’s', async () => {
  const { verifier, state } = makeStand({}, { trustPaths: [jwc()] });
  state.lookUp = (issuer) =>
    issuer === 'https://issuer.example'
      ? { issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [trusted.jwk] } } }
      : undefined;
  expect((await verifier.verify(makeOuter())).trustPath).toBe('jwc');
  expect(state.asked).toEqual(['https://issuer.example']);
});

test('one key of two tenants is two keys: a token of one is none of the other', async () => {
  const { verifier, state } = makeStand();
  const other = makeKey('ES256');
  state.lookUp = (issuer) => ({
    issuer,
    audience,
    discovery: { jwks: { keys: [issuer === nameOf(1) ? key.jwk : other.jwk] } },
  });
  await verifier.verify(tokenOf(1));
  expect(await refusalCode(verifier.verify(tokenOf(2)))).toBe('signature_invalid');
});

test('a dead tenant harms no other, and nothing is fetched for an unknown one', async () => {
  const { verifier, state } = makeStand();
  state.lookUp = (issuer) =>
    issuer === nameOf(0) ? undefined : { issuer, audience, discovery: { jwksUri: `${issuer}/jwks` } };
  state.dead = [nameOf(1)];
  expect(await refusalCode(verifier.verify(tokenOf(1)))).toBe('keys_unavailable');
  expect((await verifier.verify(tokenOf(2))).issuer).toBe(nameOf(2));
  expect(await refusalCode(verifier.verify(tokenOf(0)))).toBe('issuer_not_allowed');
  expect(state.fetched).toEqual([`${nameOf(1)}/jwks`, `${nameOf(2)}/jwks`]);
});

test('a flood of unknown issuers is bounded, and tenants at hand are not touched', async () => {
  const { verifier, clock, state } = makeStand();
  await verifier.verify(tokenOf(1));
  const flood = async (from: number) => {
    const codes: string[] = [];
    for (let at = from; at < from + 200; at++)
      codes.push(await refusalCode(verifier.verify(accessToken(key, { iss: `https://evil.example/${at}` }))));
    return codes;
  };
  const codes = await flood(0);
  expect(codes.filter((code) => code === 'issuer_not_allowed')).toHaveLength(5);
  expect(codes.filter((code) => code === 'issuers_unavailable')).toHaveLength(195);
  expect(state.asked).toHaveLength(6);
  expect((await verifier.verify(tokenOf(1))).issuer).toBe(nameOf(1));
  const late = await refusal(verifier.verify(tokenOf(2)));
  expect(late).toMatchObject({ code: 'issuers_unavailable', status: 503, retryable: true });
  await clock.advanceSeconds(1);
  expect((await verifier.verify(tokenOf(2))).issuer).toBe(nameOf(2));
  await flood(1000);
  expect(state.asked.length).toBeLessThanOrEqual(6 + 1 + 6);
});

test('known tenants spend nothing: all come in one second', async () => {
  const { verifier, state } = makeStand();
  const verdicts = await Promise.all(Array.from({ length: 9 }, (_, at) => verifier.verify(tokenOf(at + 1))));
  expect(verdicts).toHaveLength(9);
  expect(state.asked).toHaveLength(9);
});

test('“no such tenant” is remembered for 10 s', async () => {
  const { verifier, clock, state } = makeStand();
  for (let again = 0; again < 20; again++)
    expect(await refusalCode(verifier.verify(tokenOf(0)))).toBe('issuer_not_allowed');
  expect(state.asked).toHaveLength(1);
  state.lookUp = (issuer) => ({ issuer, audience, discovery: fixed });
  await clock.advanceSeconds(10);
  expect((await verifier.verify(tokenOf(0))).issuer).toBe(nameOf(0));
});

test('fifty that come at once for one tenant ask once, and questions under way are bounded', async () => {
  const { verifier, state, known } = makeStand();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  state.lookUp = async (issuer) => {
    await held;
    return known(issuer);
  };
  const same = Array.from({ length: 50 }, () => verifier.verify(tokenOf(1)));
  const others = Array.from({ length: 70 }, (_, at) =>
    refusalCode(verifier.verify(accessToken(key, { iss: `https://evil.example/${at}` }))),
  );
  expect(await Promise.race(others)).toBe('issuers_unavailable');
  release();
  expect(await Promise.all(same)).toHaveLength(50);
  const codes = await Promise.all(others);
  expect(codes.filter((code) => code === 'issuer_not_allowed')).toHaveLength(63);
  expect(state.asked).toHaveLength(64);
});

test.each<[string, TenantLookup, string]>([
  ['throws', () => Promise.reject(Object.assign(new Error('no database'), { code: 'ECONN' })), 'ECONN'],
  ['answers with another issuer', () => ({ issuer: nameOf(2), audience }), 'option_invalid'],
  ['answers with wrong options', (issuer) => ({ issuer }) as never, 'option_missing'],
  ['answers with null as issuer', () => ({ issuer: null, audience, trustPath: 'x5c' }), 'option_invalid'],
  [
    'wants a path that is not plugged in',
    (issuer) => ({ issuer, audience, trustPath: 'jwc' }),
    'option_unsupported',
  ],
])('a lookup that %s is the service’s fault: 503, with an event', async (_what, lookUp, reason) => {
  const { verifier, state, told } = makeStand();
  state.lookUp = lookUp;
  const refused = await refusal(verifier.verify(tokenOf(1)));
  expect(refused).toMatchObject({ code: 'issuers_unavailable', status: 503, retryAfterSeconds: 5 });
  expect(told).toEqual([{ issuer: nameOf(1), reason }]);
});

test('while the lookup fails the last answer is used, for its bound and no longer', async () => {
  const { verifier, clock, state } = makeStand({ tenantSeconds: 100 });
  const token = accessToken(key, { iss: nameOf(1), exp: nowSeconds + 5000 });
  await verifier.verify(token);
  state.lookUp = () => Promise.reject(new Error('no database'));
  await clock.advanceSeconds(999);
  expect((await verifier.verify(token)).issuer).toBe(nameOf(1));
  await clock.advanceSeconds(6);
  expect(await refusalCode(verifier.verify(token))).toBe('issuers_unavailable');
});

test('a lookup that never answers is given up after 5 s', async () => {
  const { verifier, clock, state } = makeStand();
  state.lookUp = () => new Promise(() => {});
  const verdict = refusalCode(verifier.verify(tokenOf(1)));
  await clock.advanceSeconds(5);
  expect(await verdict).toBe('issuers_unavailable');
});

test('hints and close reach tenants', async () => {
  const { verifier, state } = makeStand();
  state.lookUp = (issuer) => ({ issuer, audience, discovery: { jwksUri: `${issuer}/jwks` } });
  await verifier.verify(tokenOf(1));
  verifier.hintEpoch(nameOf(1), 3);
  verifier.hintEpoch(nameOf(7), 3);
  verifier.close();
  expect((await verifier.verify(tokenOf(1))).issuer).toBe(nameOf(1));
  expect(await refusalCode(verifier.verify(accessToken(key, { iss: nameOf(1) }, { kid: 'new' })))).toBe(
    'verifier_closed',
  );
});

test.each([
  [() => makeStand({ maxTenants: 0 }), 'tenants.maxTenants'],
  [() => makeStand({ maxTenant: 1 } as never), 'tenants.maxTenant'],
  [() => tenants({} as never), 'tenants'],
  [() => makeStand({}, { issuers: (() => undefined) as never }), 'issuers'],
])('a wrong option is refused: %#', (make, option) => {
  expect(make).toThrow(expect.objectContaining({ option }));
});
