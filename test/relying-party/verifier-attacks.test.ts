import { createHmac, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVerifierOn } from '../../relying-party/create-verifier.js';
import { createNodeSignature } from '../../relying-party/signature/node.js';
import { decodeBase64urlByBuffer } from '../../relying-party/token/base64url-node.js';
import {
  accessClaims,
  accessHeader,
  accessToken,
  audience,
  compact,
  encodeSegment,
  issuer,
  type MadeKey,
  makeKey,
  makeVerifier,
  nowSeconds,
  refusalCode,
  signWith,
  type Written,
} from './made-tokens.js';

/** Known attacks on form, algorithm, header and claims, each refused with a named error. */
const rsa = makeKey('RS256');
const ec = makeKey('ES256');
const attacker = makeKey('ES256');
const verifier = makeVerifier([rsa, ec]);
const refused = (token: string) => refusalCode(verifier.verify(token));
const hs256 = (
  secret: Uint8Array | string,
  header: Written = { alg: 'HS256', typ: 'at+jwt', kid: rsa.jwk.kid },
) => {
  const input = `${encodeSegment(header)}.${encodeSegment(accessClaims())}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const unsigned = (alg: string) =>
  `${encodeSegment({ alg, typ: 'at+jwt' })}.${encodeSegment(accessClaims())}.`;

const publicKey = (({ jwk: { n, e } }: MadeKey) => ({ kty: 'RSA', n, e }))(rsa);
const pem = (await import('node:crypto'))
  .createPublicKey({ key: publicKey as never, format: 'jwk' })
  .export({ format: 'pem', type: 'spki' }) as string;

test.each([
  ['PEM', pem],
  ['PEM without its last line break', pem.trimEnd()],
  ['PEM with BOM', `\ufeff${pem}`],
  ['PEM with spaces', `  ${pem}`],
  ['PEM with comments', `# key\n${pem}`],
  ['PEM with CRLF', pem.replaceAll('\n', '\r\n')],
  ['JWK', JSON.stringify(rsa.jwk)],
  ['JWK as HMAC secret (CVE-2026-48526) (alg-4)', JSON.stringify(publicKey)],
  ['modulus', Buffer.from(rsa.jwk.n ?? '', 'base64url')],
  ['empty key (alg-3)', ''],
])(
  'HS256 with the public key as secret: %s (CVE-2015-9235, CVE-2022-29217, CVE-2023-48223, CVE-2026-34950) (alg-1)',
  async (_name, secret) => {
    expect(await refused(hs256(secret))).toBe('alg_not_allowed');
  },
);

test.each(['none', 'NoNe', 'NONE', 'none\0', ' none', '', 'null'])(
  'alg %j (GHSA-88q6-jcjg-hvmw) (alg-2)',
  async (alg) => {
    expect(await refused(unsigned(alg))).toBe(alg === '' ? 'alg_missing' : 'alg_not_allowed');
    expect(await refused(`${unsigned(alg)}AAAA`)).toBe(alg === '' ? 'alg_missing' : 'alg_not_allowed');
  },
);

test('allow-list checked but the key’s own alg not (CVE-2026-48523) (alg-5)', async () => {
  // RS256 and PS256 are both allowed; the key is published for RS256 alone.
  const { kid } = rsa.jwk;
  const asPs256: MadeKey = {
    ...rsa,
    alg: 'PS256',
    sign: (input) => signWith('PS256', rsa.privateKey, input),
  };
  expect(await refused(accessToken(asPs256, {}, { kid }))).toBe('key_unknown');
});

test('JWK without alg and the header’s alg taken (CVE-2026-22817) (alg-6)', async () => {
  const { alg: _alg, ...unnamed } = rsa.jwk;
  const free = makeVerifier([unnamed]);
  const signedAs = (alg: 'RS256' | 'PS256' | 'RS512') =>
    accessToken({ ...rsa, alg, sign: (input) => signWith(alg, rsa.privateKey, input) });
  await expect(free.verify(signedAs('RS256'))).resolves.toMatchObject({ alg: 'RS256' });
  for (const alg of ['PS256', 'RS512'] as const)
    expect(await refusalCode(free.verify(signedAs(alg)))).toBe('key_unknown');
  const pss = makeVerifier([unnamed], { algorithms: ['PS256', 'RS256'] });
  await expect(pss.verify(signedAs('PS256'))).resolves.toMatchObject({ alg: 'PS256' });
  expect(await refusalCode(pss.verify(signedAs('RS256')))).toBe('key_unknown');
});

test('JWE in place of JWS, JWE around an unsigned JWT (CVE-2023-51774, CVE-2026-29000) (alg-8)', async () => {
  const header = encodeSegment({ alg: 'dir', enc: 'A128GCM', cty: 'JWT' });
  expect(await refused(`${header}..AAAAAAAAAAAAAAAA.${encodeSegment(unsigned('none'))}.AAAA`)).toBe(
    'jwe_not_supported',
  );
  expect(await refused(`${header}.${encodeSegment(unsigned('none'))}.AAAA`)).toBe('alg_not_allowed');
});

test.each([
  ['PBES2 with p2c 2^31 (CVE-2022-36083)', { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31 }],
  ['zip bomb (CVE-2024-28176)', { alg: 'dir', enc: 'A128GCM', zip: 'DEF' }],
])('refused unread: %s (dos-4)', async (_name, header) => {
  expect(await refused(`${encodeSegment(header)}.AAAA.AAAA.AAAA.AAAA`)).toBe('jwe_not_supported');
  expect(await refused(`${encodeSegment(header)}.AAAA.AAAA`)).toBe('alg_not_allowed');
});

test('jwk header with the attacker’s key (CVE-2018-0114, CVE-2026-34240) (key-1)', async () => {
  const own = { jwk: attacker.jwk };
  expect(await refused(accessToken(attacker, {}, own))).toBe('signature_invalid');
  expect(await refused(accessToken(attacker, {}, { ...own, kid: 'other' }))).toBe('key_unknown');
  expect(await refused(accessToken(attacker, {}, { ...own, kid: undefined }))).toBe('signature_invalid');
  await expect(verifier.verify(accessToken(ec, {}, own))).resolves.toMatchObject({ kid: 'kid-ES256' });
});

/** A verifier that fetches, and every URL that it asked for. */
function watched() {
  const asked: string[] = [];
  const fetching = createVerifierOn(
    {
      createFetch:
        () =>
        ({ url }) => {
          asked.push(url);
          return Promise.reject(new Error('unreachable'));
        },
      signature: createNodeSignature(),
      clock: verifier.clock,
      decodeBase64url: decodeBase64urlByBuffer,
    },
    { issuers: [{ issuer, audience }] },
  );
  return { asked, fetching };
}

test('jku and x5u followed (CVE-2024-21643) (key-2)', async () => {
  const { asked, fetching } = watched();
  const header = { jku: 'https://evil.example/jwks', x5u: 'https://evil.example/chain' };
  expect(await refusalCode(fetching.verify(accessToken(attacker, {}, header)))).toBe('keys_unavailable');
  expect(asked.every((url) => url.startsWith(`${issuer}/`))).toBe(true);
  expect(asked.length).toBeGreaterThan(0);
  fetching.close();
});

test.each([
  ['another issuer', 'https://evil.example'],
  ['a metadata address', 'http://169.254.169.254/latest'],
  ['trailing slash', `${issuer}/`],
  ['case', issuer.toUpperCase()],
  ['userinfo', 'https://issuer.example@evil.example'],
  ['port', `${issuer}:443`],
  ['unicode look-alike', issuer.replace('i', 'і')],
  ['unicode composed otherwise', `${issuer}\u200b`],
  ['a prefix (CVE-2024-53861)', issuer.slice(0, -1)],
  ['a longer one (CVE-2024-53861)', `${issuer}.evil.example`],
  ['percent-encoded', issuer.replace('issuer', '%69ssuer')],
  ['a name of every object', '__proto__'],
  ['empty', ''],
])(
  'iss templated into a URL before verification (CVE-2026-32301): %s (ssrf-1, ssrf-4)',
  async (_name, iss) => {
    const { asked, fetching } = watched();
    expect(await refusalCode(fetching.verify(accessToken(attacker, { iss })))).toBe('issuer_not_allowed');
    expect(asked).toEqual([]);
    fetching.close();
  },
);

test.each([[[issuer]], [{ toString: issuer }], [1], [null], [[issuer, 'https://evil.example']]])(
  'iss prefix or array (CVE-2024-53861, CVE-2025-30144): %j (claim-2)',
  async (iss) => {
    expect(await refused(accessToken(ec, { iss }))).toBe('claim_invalid');
  },
);

test('no iss', async () => {
  expect(await refused(accessToken(ec, { iss: undefined }))).toBe('issuer_missing');
});

test.each([
  ['../../dev/null', 'key_unknown'],
  ["' OR '1'='1", 'key_unknown'],
  ['__proto__', 'key_unknown'],
  ['constructor', 'key_unknown'],
  ['kid-ES256\0', 'key_unknown'],
  ['kid-es256', 'key_unknown'],
  [1, 'kid_invalid'],
  [{}, 'kid_invalid'],
  [['kid-ES256'], 'kid_invalid'],
  ['k'.repeat(5000), 'kid_invalid'],
  ['k'.repeat(1024 * 1024), 'token_too_large'],
])('kid %.40j (key-3)', async (kid, code) => {
  expect(await refused(accessToken(ec, {}, { kid }))).toBe(code);
});

test('absent kid picks some key (CVE-2026-89313) (key-4)', async () => {
  const two = makeVerifier([ec, makeKey('ES256', 'second')]);
  expect(await refusalCode(two.verify(accessToken(ec, {}, { kid: undefined })))).toBe('key_ambiguous');
  await expect(verifier.verify(accessToken(ec, {}, { kid: undefined }))).resolves.toMatchObject({
    kid: 'kid-ES256',
  });
});

test('private members published by mistake, one malformed JWK beside it: the good key still serves (key-15, key-9)', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaked = { ...privateKey.export({ format: 'jwk' }), kid: 'leaked', alg: 'ES256' } as never;
  const careless = makeVerifier([leaked, { kty: 'RSA', kid: 'empty' }, {} as never, ec]);
  const told: unknown[] = [];
  careless.on('keyset.suspicious', ({ reason, kid }) => told.push([reason, kid]));
  await expect(careless.verify(accessToken(ec))).resolves.toBeDefined();
  const thief: MadeKey = { ...ec, sign: (input) => signWith('ES256', privateKey, input) };
  expect(await refusalCode(careless.verify(accessToken(thief, {}, { kid: 'leaked' })))).toBe('key_unknown');
});

test('the attacker’s token for another audience or of another type (claim-3)', async () => {
  expect(await refused(accessToken(ec, { aud: [] }))).toBe('claim_invalid');
  expect(await refused(accessToken(ec, { aud: 'https://other.example' }))).toBe('audience_mismatch');
  expect(await refused(accessToken(ec, {}, { typ: 'JWT' }))).toBe('typ_not_allowed');
  expect(await refused(accessToken(ec, {}, { typ: 'jwc-inner+jwt' }))).toBe('typ_not_allowed');
});

test.each([
  ['in the header', '{"alg":"none","alg":"ES256","typ":"at+jwt"}', accessClaims()],
  ['in the header, escaped', '{"\\u0061lg":"none","alg":"ES256","typ":"at+jwt"}', accessClaims()],
  ['in the claims', accessHeader(ec), `{"sub":"admin",${JSON.stringify(accessClaims()).slice(1)}`],
  [
    'in the claims, __proto__',
    accessHeader(ec),
    `{"__proto__":1,"__proto__":2,${JSON.stringify(accessClaims()).slice(1)}`,
  ],
  ['deep in the claims', accessHeader(ec), `{"x":[{"y":1,"y":2}],${JSON.stringify(accessClaims()).slice(1)}`],
])('duplicate members %s (claim-7)', async (_name, header, payload) => {
  expect(await refused(compact(ec, header, payload))).toBe('member_duplicate');
});

test('__proto__ in the claims gives nobody a claim', async () => {
  const claims = JSON.stringify(accessClaims({ scope: undefined }));
  const payload = `{"__proto__":{"scope":"admin"},${claims.slice(1)}`;
  const verified = await verifier.verify(compact(ec, accessHeader(ec), payload));
  expect(verified.claims.scope).toBeUndefined();
  const missing = JSON.stringify(accessClaims({ jti: undefined }));
  expect(await refused(compact(ec, accessHeader(ec), `{"__proto__":{"jti":"a"},${missing.slice(1)}`))).toBe(
    'claim_missing',
  );
});

test('a 500 MB header decoded before refusal (CVE-2025-61920), a megabyte of dots (CVE-2025-27144, CVE-2025-30204) (dos-1, dos-2)', async () => {
  const huge = 'A'.repeat(64 * 1024 * 1024);
  expect(await refused(`${huge}.AAAA.AAAA`)).toBe('token_too_large');
  expect(await refused('.'.repeat(1024 * 1024))).toBe('token_too_large');
  expect(await refused(`${encodeSegment({ alg: 'ES256', pad: 'x'.repeat(7000) })}.AAAA.AAAA`)).toBe(
    'header_too_large',
  );
});

test('deep JSON (CVE-2025-53864) (dos-3)', async () => {
  const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  expect(await refused(compact(ec, accessHeader(ec), deep))).toBe('json_too_deep');
  expect(await refused(compact(ec, `{"alg":"ES256","a":${'{"a":'.repeat(20)}1${'}'.repeat(21)}`, '{}'))).toBe(
    'json_too_deep',
  );
});

test('the JSON form of a JWS, in place of the compact one', async () => {
  const [header, payload, signature] = accessToken(ec).split('.');
  expect(await refused(JSON.stringify({ protected: header, payload, signature }))).toBe('token_malformed');
});

test.each(['\n', ' ', '=', '\0', '%0A', '.'])('a token with %j before, after or inside', async (extra) => {
  const token = accessToken(ec);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const forms = [
    extra + token,
    token + extra,
    `${header}${extra}.${payload}.${signature}`,
    `${header}.${payload}${extra}.${signature}`,
  ];
  for (const form of forms)
    expect(['encoding_not_canonical', 'token_malformed']).toContain(await refused(form));
});

test('exp in milliseconds, and no exp at all', async () => {
  expect(await refused(accessToken(ec, { exp: nowSeconds * 1000 }))).toBe('claim_invalid');
  expect(await refused(accessToken(ec, { exp: undefined }))).toBe('claim_missing');
});

test('a non-canonical spelling of a good token is another token', async () => {
  const token = accessToken(ec);
  await expect(verifier.verify(token)).resolves.toBeDefined();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1) ?? '');
  for (const spare of [1, 2, 3])
    expect(await refused(token.slice(0, -1) + alphabet[last ^ spare])).toBe('encoding_not_canonical');
});

test('a separator of a composite cache key inside the kid (CVE-2025-59936) (key-6)', async () => {
  const second = 'https://second.example';
  const theirs = makeKey('ES256', 'theirs');
  const both = createVerifierOn(
    {
      createFetch: () => () => Promise.reject(new Error('nothing may be fetched')),
      signature: createNodeSignature(),
      clock: verifier.clock,
      decodeBase64url: decodeBase64urlByBuffer,
    },
    {
      tokenCache: { maxTokens: 10 },
      issuers: [
        { issuer, audience, discovery: { jwks: { keys: [ec.jwk] } } },
        { issuer: second, audience, discovery: { jwks: { keys: [theirs.jwk] } } },
      ],
    },
  );
  await expect(both.verify(accessToken(theirs, { iss: second }))).resolves.toBeDefined();
  await expect(both.verify(accessToken(ec))).resolves.toBeDefined();
  for (const separator of ['', ' ', '|', ':', ',', '\0', '#', '/', '\n']) {
    const kid = `${second}${separator}theirs`;
    expect([separator, await refusalCode(both.verify(accessToken(theirs, {}, { kid })))]).toEqual([
      separator,
      'key_unknown',
    ]);
  }
});
