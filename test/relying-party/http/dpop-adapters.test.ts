import { createHash } from 'node:crypto';
import { createDpopAuth, createDpopNonces, type DpopAuth } from '@keyturn/relying-party/dpop';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resourceMetadata } from '../../../relying-party/http/resource-metadata.js';
import { accessToken, compact, type MadeKey, makeKey, makeVerifier, nowSeconds } from '../made-tokens.js';
import { type Stand, stands } from './adapter-stands.js';

const signing = makeKey('ES256');
const verifier = makeVerifier([signing]);
const holder = makeKey('ES256', 'unused');
const stranger = makeKey('ES256', 'unused');
const baseUrl = 'https://api.example/v1';
const metadata = resourceMetadata({ resource: baseUrl, authorizationServers: ['https://issuer.example'] });
const clock = new VirtualClock(nowSeconds);
const nonces = createDpopNonces({ clock });
const algorithms = ['ES256', 'EdDSA'] as const;

const publicHalf = ({ jwk: { kty, crv, x, y } }: MadeKey) => ({ kty, crv, x, y });
/** RFC 7638: these members in this order. */
const thumbprintOf = ({ jwk: { crv, kty, x, y } }: MadeKey) =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
const bound = accessToken(signing, { cnf: { jkt: thumbprintOf(holder) } });

let proofs = 0;
function proofOf(key: MadeKey, token: string, changes: Record<string, unknown> = {}): string {
  proofs += 1;
  return compact(
    key,
    { typ: 'dpop+jwt', alg: key.alg, jwk: publicHalf(key) },
    {
      jti: `proof-${proofs}`,
      htm: 'GET',
      htu: `${baseUrl}/`,
      iat: nowSeconds,
      ath: createHash('sha256').update(token).digest('base64url'),
      ...changes,
    },
  );
}

describe.each(Object.entries(stands))('%s', (_name, start) => {
  let strict: Stand;
  let open: Stand;
  let asking: Stand;
  const begin = (dpop: DpopAuth) => start({ verifier, metadata, dpop });
  beforeAll(async () => {
    strict = await begin(createDpopAuth({ baseUrl, algorithms, clock }));
    open = await begin(createDpopAuth({ baseUrl, algorithms, clock, allowBearer: true }));
    asking = await begin(createDpopAuth({ baseUrl, algorithms, clock, nonces }));
  });
  afterAll(() => Promise.all([strict.close(), open.close(), asking.close()]));
  let proof = '';
  beforeEach(() => {
    proof = proofOf(holder, bound);
  });

  async function get(stand: Stand, authorization: string, dpop?: string, path = '/') {
    const headers = { authorization, ...(dpop === undefined ? {} : { dpop }) };
    const response = await fetch(`http://127.0.0.1:${stand.port}${path}`, { headers });
    const challenge = response.headers.get('www-authenticate') ?? '';
    return { status: response.status, error: /error="(.*?)"/.exec(challenge)?.[1], challenge, response };
  }
  const outcome = async (...request: Parameters<typeof get>) => {
    const { status, error } = await get(...request);
    return error === undefined ? `${status}` : `${status} ${error}`;
  };

  test('a bound token goes through with a proof of its key, once', async () => {
    expect(await outcome(strict, `DPoP ${bound}`, proof)).toBe('200');
    expect(await outcome(strict, `DPoP ${bound}`, proof)).toBe('401 invalid_dpop_proof');
    expect(await outcome(strict, `dpop ${bound}`, proofOf(holder, bound))).toBe('200');
  });

  test('neither a copy of the token nor another’s proof opens anything', async () => {
    expect(await outcome(strict, `Bearer ${bound}`)).toBe('401 invalid_token');
    expect(await outcome(strict, `Bearer ${bound}`, proof)).toBe('401 invalid_token');
    expect(await outcome(strict, `DPoP ${bound}`)).toBe('401 invalid_dpop_proof');
    expect(await outcome(strict, `DPoP ${bound}`, proofOf(stranger, bound))).toBe('401 invalid_token');
    expect(await outcome(strict, `DPoP ${bound}`, proofOf(holder, 'another'))).toBe('401 invalid_dpop_proof');
    const tokenless = proofOf(holder, bound, { ath: undefined });
    expect(await outcome(strict, `DPoP ${bound}`, tokenless)).toBe('401 invalid_dpop_proof');
    const elsewhere = proofOf(holder, bound, { htu: `${baseUrl}/other` });
    expect(await outcome(strict, `DPoP ${bound}`, elsewhere)).toBe('401 invalid_dpop_proof');
    expect(await outcome(strict, `DPoP ${bound}`, `${proof}, ${proof}`)).toBe('401 invalid_dpop_proof');
  });

  test('a token that is bound to nothing is no token for a proof, and as Bearer only where that is typed out', async () => {
    const free = accessToken(signing);
    expect(await outcome(strict, `Bearer ${free}`)).toBe('401 invalid_token');
    expect(await outcome(open, `Bearer ${free}`)).toBe('200');
    for (const stand of [strict, open])
      expect(await outcome(stand, `DPoP ${free}`, proofOf(holder, free))).toBe('401 invalid_token');
    expect(await outcome(open, `Bearer ${bound}`)).toBe('401 invalid_token');
    expect(await outcome(open, `DPoP ${bound}`, proof)).toBe('200');
  });

  test('a proof that came with a token that is refused is not used up', async () => {
    const expired = accessToken(signing, {
      cnf: { jkt: thumbprintOf(holder) },
      iat: nowSeconds - 600,
      exp: nowSeconds - 300,
    });
    const early = proofOf(holder, expired);
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await outcome(strict, `DPoP ${expired}`, early)).toBe('401 invalid_token');
  });

  test('challenges name the schemes that are taken, and the algorithms', async () => {
    const algs = 'algs="ES256 EdDSA"';
    const closed = await get(strict, 'Basic eDp5');
    expect(closed.challenge).toMatch(new RegExp(`^DPoP realm="api".*${algs}$`));
    const both = await get(open, 'Basic eDp5');
    expect(both.challenge).toMatch(new RegExp(`^DPoP realm="api".*${algs}, Bearer realm="api"`));
    expect(await outcome(strict, 'DPoP a b', proof)).toBe('400 invalid_request');
  });

  test('a nonce of ours is asked for, and sent', async () => {
    const { status, error, response } = await get(asking, `DPoP ${bound}`, proof);
    expect([status, error]).toEqual([401, 'use_dpop_nonce']);
    const nonce = response.headers.get('dpop-nonce');
    expect(await outcome(asking, `DPoP ${bound}`, proofOf(holder, bound, { nonce }))).toBe('200');
    const forged = proofOf(holder, bound, { nonce: `${nonce}x` });
    expect(await outcome(asking, `DPoP ${bound}`, forged)).toBe('401 use_dpop_nonce');
  });
});

test.each([
  '',
  'api.example',
  'ftp://api.example',
  'https://u@api.example',
  'https://api.example/?q',
  'https://api.example/#f',
])('%j is no base URL', (given) => {
  expect(() => createDpopAuth({ baseUrl: given })).toThrow(
    expect.objectContaining({ code: 'option_invalid', option: 'dpop.baseUrl' }),
  );
});

test('a misspelt option is refused, and an age that is none is not endless', async () => {
  const misspelt = { baseUrl, nonce: nonces } as unknown as { baseUrl: string };
  expect(() => createDpopAuth(misspelt)).toThrow(expect.objectContaining({ code: 'option_unknown' }));
  for (const maxAgeSeconds of [Number.NaN, -1, 3601])
    expect(() => createDpopAuth({ baseUrl, maxAgeSeconds })).toThrow(
      expect.objectContaining({ code: 'option_invalid', option: 'dpop.maxAgeSeconds' }),
    );
  const absent = { baseUrl, clock, maxAgeSeconds: undefined } as unknown as { baseUrl: string };
  const old = proofOf(holder, bound, { iat: nowSeconds - 121 });
  await expect(
    createDpopAuth(absent).show(bound, { unverifiedProofs: [old], method: 'GET', target: '/' }),
  ).rejects.toMatchObject({ code: 'dpop_too_old' });
});

test('a request that is for no path of this server has no proof that fits', async () => {
  const { show } = createDpopAuth({ baseUrl, clock });
  for (const target of ['*', 'https://api.example/v1/', '//evil.example/'])
    await expect(
      show(bound, { unverifiedProofs: [proofOf(holder, bound)], method: 'GET', target }),
    ).rejects.toMatchObject({ code: 'dpop_url_mismatch' });
});

test('the metadata of a resource says how its tokens are bound', () => {
  const about = { resource: baseUrl, authorizationServers: ['https://issuer.example'] };
  const dpop = createDpopAuth({ baseUrl, algorithms, allowBearer: true });
  expect(JSON.parse(resourceMetadata({ ...about, dpop, certificateBoundTokens: true }).body)).toMatchObject({
    dpop_signing_alg_values_supported: ['ES256', 'EdDSA'],
    dpop_bound_access_tokens_required: false,
    tls_client_certificate_bound_access_tokens: true,
  });
});
