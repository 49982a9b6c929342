import { createHash, X509Certificate } from 'node:crypto';
import {
  type CertificateFormat,
  createMtlsCheck,
  type GivenCertificate,
  thumbprintOfCertificate,
} from '@keyturn/relying-party/mtls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShownHolder } from '../../../relying-party/token/check-binding.js';
import { loopbackTls } from '../fetch/loopback-tls.js';
import { accessToken, makeKey, makeVerifier, refusalCode } from '../made-tokens.js';

const certificate = new X509Certificate(loopbackTls.cert);
const der = certificate.raw;
const thumbprint = createHash('sha256').update(der).digest('base64url');
const base64 = der.toString('base64');

test('DER, PEM and X509Certificate of one certificate have one thumbprint, that of RFC 8705 section 3.1', async () => {
  for (const given of [der, new Uint8Array(der), loopbackTls.cert, loopbackTls.cert.trim(), certificate])
    expect(await thumbprintOfCertificate(given)).toBe(thumbprint);
  expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(
    Buffer.from(thumbprint, 'base64url').toString('hex'),
  );
});

test.each<[string, GivenCertificate]>([
  ['nothing', ''],
  ['two certificates', `${loopbackTls.cert}${loopbackTls.cert}`],
  ['a private key', loopbackTls.key],
  ['a certificate and its private key', `${loopbackTls.cert}${loopbackTls.key}`],
  ['a byte behind it', Buffer.concat([der, Buffer.of(0)])],
  ['a byte too few', der.subarray(0, -1)],
  ['no bytes', Buffer.of()],
  ['base64 without PEM', base64],
  ['an object', {} as { raw: Uint8Array }],
])('%s is no certificate', async (_what, given) => {
  expect(await refusalCode(thumbprintOfCertificate(given))).toBe('mtls_certificate_malformed');
});

const written: Readonly<Record<CertificateFormat, string>> = {
  rfc9440: `:${base64}:`,
  escapedPem: encodeURIComponent(loopbackTls.cert),
  base64Der: base64,
};
const check = (format: CertificateFormat, ...values: readonly string[]) =>
  createMtlsCheck({ proxyHeader: { name: 'X-Client', format } })({
    rawHeaders: values.flatMap((value) => ['x-CLIENT', value]),
  });

describe.each(Object.entries(written) as [CertificateFormat, string][])('%s', (format, value) => {
  test('is read', async () => {
    expect(await check(format, value)).toEqual({ certificateThumbprint: thumbprint, allowUnbound: false });
  });

  test('nothing, or nothing but space, is no certificate', async () => {
    for (const given of [[], [''], [' ']])
      expect((await check(format, ...given)).certificateThumbprint).toBeUndefined();
  });

  test('a second one, an empty second one and two in one field are refused', async () => {
    for (const given of [[value, value], [value, ''], ['', value], [`${value}, ${value}`]])
      expect(await refusalCode(check(format, ...given))).toBe('mtls_certificate_malformed');
  });

  test('no other form is taken for it, and no change of one character gives the same thumbprint', async () => {
    for (const [other, text] of Object.entries(written))
      if (other !== format) expect(await refusalCode(check(format, text))).toBe('mtls_certificate_malformed');
    await fc.assert(
      fc.asyncProperty(fc.nat(value.length - 1), fc.constantFrom(...'AB/+=:%-.\u00e9'), async (at, char) => {
        fc.pre(value[at] !== char);
        const shown: ShownHolder | undefined = await check(
          format,
          value.slice(0, at) + char + value.slice(at + 1),
        ).catch(() => undefined);
        expect(shown?.certificateThumbprint).not.toBe(thumbprint);
      }),
      { numRuns: 200 },
    );
  });
});

test('AWS leaves + and / and = as they are', async () => {
  const asByAws = encodeURIComponent(loopbackTls.cert).replaceAll('%2B', '+').replaceAll('%2F', '/');
  expect((await check('escapedPem', asByAws.replaceAll('%3D', '='))).certificateThumbprint).toBe(thumbprint);
});

test('the socket is asked for its certificate, and one without TLS has none', async () => {
  const socket = { getPeerX509Certificate: () => certificate };
  expect((await createMtlsCheck()({ socket })).certificateThumbprint).toBe(thumbprint);
  expect((await createMtlsCheck()({ socket: {} })).certificateThumbprint).toBeUndefined();
  const proxyHeader = { name: 'client-cert', format: 'rfc9440' } as const;
  expect(
    (await createMtlsCheck({ proxyHeader })({ socket, certificate })).certificateThumbprint,
  ).toBeUndefined();
});

test.each([
  [{ proxyHeader: { name: 'a b', format: 'rfc9440' } }, 'mtls.proxyHeader.name'],
  [{ proxyHeader: { name: 'a', format: 'xfcc' } }, 'mtls.proxyHeader.format'],
  [{ proxyHeader: { name: 'a' } }, 'mtls.proxyHeader.format'],
  [{ allowUnboundTokens: true }, 'mtls.allowUnboundTokens'],
])('the options %j are refused', (options, option) => {
  expect(() => createMtlsCheck(options as never)).toThrow(expect.objectContaining({ option }));
});

describe('a verifier', () => {
  const key = makeKey('ES256');
  const cnf = { 'x5t#S256': thumbprint };
  const shown = { certificateThumbprint: thumbprint };
  const none = { certificateThumbprint: undefined };

  test.each([
    ['nobody checks', { cnf }, undefined, 'token_bound'],
    ['no certificate came', { cnf }, none, 'mtls_certificate_missing'],
    [
      'another came',
      { cnf: { 'x5t#S256': `${thumbprint.slice(0, -1)}A` } },
      shown,
      'mtls_certificate_mismatch',
    ],
    ['no text', { cnf: { 'x5t#S256': null } }, none, 'mtls_certificate_missing'],
    ['no text, and one came', { cnf: { 'x5t#S256': [thumbprint] } }, shown, 'mtls_certificate_mismatch'],
    ['a second method that nobody checks', { cnf: { ...cnf, jkt: 'x' } }, shown, 'token_bound'],
    ['another method', { cnf: { jkt: thumbprint } }, shown, 'token_bound'],
    ['no method', { cnf: {} }, shown, 'token_bound'],
    ['no object', { cnf: thumbprint }, shown, 'token_bound'],
    ['a list', { cnf: [thumbprint] }, shown, 'token_bound'],
    ['not bound', {}, shown, 'token_unbound'],
    ['not bound, no certificate', {}, none, 'token_unbound'],
    ['the inner of a chained JWT', { cnf, tjwk: {} }, shown, 'token_bound'],
  ])('refuses a bound token: %s', async (_what, claims, holder, code) => {
    for (const tokenCache of [undefined, {}]) {
      const verifier = makeVerifier([key], {}, 'node', tokenCache && { tokenCache });
      expect(await refusalCode(verifier.verify(accessToken(key, claims), { holder }))).toBe(code);
    }
  });

  test('takes it with its certificate, and takes unbound ones where that is typed out', async () => {
    const verifier = makeVerifier([key]);
    const bound = accessToken(key, { cnf });
    expect((await verifier.verify(bound, { holder: shown })).claims.cnf).toEqual(cnf);
    expect((await verifier.explain(bound, { holder: shown })).accepted).toBe(true);
    const holder = { ...none, allowUnbound: true };
    expect((await verifier.verify(accessToken(key), { holder })).claims.sub).toBe('client-1');
    expect(await refusalCode(verifier.verify(bound, { holder }))).toBe('mtls_certificate_missing');
  });

  test('that remembers tokens asks each time who sends them', async () => {
    const verifier = makeVerifier([key], {}, 'node', { tokenCache: {} });
    const bound = accessToken(key, { cnf });
    for (let again = 0; again < 2; again++) {
      expect((await verifier.verify(bound, { holder: shown })).kid).toBe('kid-ES256');
      expect(await refusalCode(verifier.verify(bound))).toBe('token_bound');
      expect(await refusalCode(verifier.verify(bound, { holder: none }))).toBe('mtls_certificate_missing');
      const holder = { certificateThumbprint: 'x' };
      expect(await refusalCode(verifier.verify(bound, { holder }))).toBe('mtls_certificate_mismatch');
    }
  });

  test('a misspelt holder is refused and does not silently check nothing', async () => {
    const verifier = makeVerifier([key]);
    const holder = { thumbprint } as never;
    await expect(verifier.verify(accessToken(key, { cnf }), { holder })).rejects.toMatchObject({
      code: 'option_unknown',
    });
  });
});
