import type { X5cOptions } from '@keyturn/relying-party/x5c';
import { expect, test } from 'vitest';
import { integer } from '../../support/der-writer.js';
import {
  alternativeNames,
  basicConstraints,
  dnsName,
  extension,
  keyUsage,
  leafExtensions,
  mintAuthority,
  mintedAtSeconds,
  mintLeaf,
  uriName,
} from '../../support/minted-certificates.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const withNames = (...names: readonly Buffer[]) => mintLeaf(root, { extensions: leafExtensions(...names) });

/** Whether a certificate with these names may speak for an issuer. */
async function speaksFor(
  issuer: string,
  names: readonly Buffer[],
  binding: NonNullable<X5cOptions['binding']>,
  anchor = root,
): Promise<boolean> {
  const leaf = mintLeaf(anchor, { extensions: leafExtensions(...names) });
  const verifier = makeCertifiedVerifier([anchor], { binding }, { issuer });
  const verdict = verifier.verify(certifiedToken({ leaf, claims: { iss: issuer } }));
  const code = await verdict.then(
    () => 'accept',
    (error: { code: string }) => error.code,
  );
  expect(['accept', 'x5c_binding']).toContain(code);
  return code === 'accept';
}

test.each([
  ['https://issuer.example', 'https://issuer.example', true],
  ['urn:example:issuer', 'urn:example:issuer', true],
  ['https://issuer.example', 'https://issuer.example/', false],
  ['https://issuer.example', 'https://issuer.example:443', false],
  ['https://issuer.example', 'HTTPS://issuer.example', false],
])('san-uri: the issuer %s and the name %s: %s', async (issuer, name, speaks) => {
  expect(await speaksFor(issuer, [dnsName('other.example'), uriName(name)], 'san-uri')).toBe(speaks);
});

test.each([
  ['https://issuer.example', 'issuer.example', true],
  ['https://issuer.example:8443/tenant', 'ISSUER.example', true],
  ['https://a.issuer.example', '*.issuer.example', false],
  ['https://issuer.example', 'evil.example', false],
  ['https://issuer.example@evil.example', 'issuer.example', false],
  ['http://issuer.example', 'issuer.example', false],
  ['issuer.example', 'issuer.example', false],
])('san-dns: the issuer %s and the name %s: %s', async (issuer, name, speaks) => {
  expect(await speaksFor(issuer, [dnsName(name)], 'san-dns')).toBe(speaks);
});

test.each([
  ['spiffe://prod.example', ['spiffe://prod.example/signer/1'], true],
  ['spiffe://prod.example/signer/1', ['spiffe://prod.example/signer/1'], true],
  ['spiffe://prod.example/signer/1', ['spiffe://prod.example/signer/2'], false],
  ['spiffe://prod.example', ['spiffe://test.example/signer/1'], false],
  ['spiffe://prod.example', ['spiffe://prod.example'], false],
  ['spiffe://prod.example', ['spiffe://prod.example/a', 'spiffe://prod.example/b'], false],
  ['spiffe://prod.example', ['spiffe://prod.example/a/../b'], false],
  ['spiffe://prod.example', ['spiffe://PROD.example/a'], false],
  ['https://prod.example', ['spiffe://prod.example/a'], false],
])('spiffe: the issuer %s and the names %s: %s', async (issuer, names, speaks) => {
  expect(await speaksFor(issuer, names.map(uriName), 'spiffe')).toBe(speaks);
});

test('spiffe: an anchor of one trust domain vouches for no other', async () => {
  const anchorOf = (uri: string) =>
    mintAuthority('Root', undefined, {
      extensions: [basicConstraints(true), alternativeNames(uriName(uri))],
    });
  const names = [uriName('spiffe://prod.example/signer')];
  expect(await speaksFor('spiffe://prod.example', names, 'spiffe', anchorOf('spiffe://prod.example'))).toBe(
    true,
  );
  expect(await speaksFor('spiffe://prod.example', names, 'spiffe', anchorOf('spiffe://test.example'))).toBe(
    false,
  );
});

test('x509-hash: the issuer is the certificate', async () => {
  const leaf = mintLeaf(root);
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update(leaf.encoding).digest('base64url');
  for (const issuer of [`x509_hash:${hash}`, `x509_hash:${Buffer.alloc(32).toString('base64url')}`]) {
    const verifier = makeCertifiedVerifier([root], { profile: 'haip' }, { issuer });
    const verdict = verifier.verify(certifiedToken({ leaf, claims: { iss: issuer } }));
    if (issuer.endsWith(hash)) expect((await verdict).issuer).toBe(issuer);
    else expect(await refusalCode(verdict)).toBe('x5c_binding');
  }
});

test('haip: the anchor stays out of the header', async () => {
  const leaf = mintLeaf(root);
  const verifier = makeCertifiedVerifier([root], { profile: 'haip', binding: 'none' });
  const token = certifiedToken({ leaf, chain: [leaf, root] });
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_anchor_in_chain');
  expect((await makeCertifiedVerifier([root]).verify(token)).chain).toHaveLength(2);
});

test('entra: the certificate rolls, its subject and issuer stay', async () => {
  const binding = { subject: 'CN=app.contoso.example', issuer: 'CN=Root' } as const;
  const verifier = makeCertifiedVerifier(
    [root],
    { profile: 'entra-client-assertion', binding },
    { algorithms: ['ES256', 'PS256'] },
  );
  const { newRsaKey } = await import('../../support/minted-certificates.js');
  const { createHash, constants, sign } = await import('node:crypto');
  const leafOf = (subject: string) => mintLeaf(root, { subject, key: newRsaKey() });
  const assertion = (leaf: ReturnType<typeof leafOf>, withThumbprint = true) => {
    const x5t = createHash('sha1').update(leaf.encoding).digest('base64url');
    const [header, payload] = certifiedToken({
      leaf,
      header: { alg: 'PS256', ...(withThumbprint ? { x5t } : {}) },
    }).split('.');
    const input = Buffer.from(`${header}.${payload}`);
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
    return `${input}.${sign('sha256', input, { key: leaf.key.privateKey, padding, saltLength }).toString('base64url')}`;
  };
  const rolled = [leafOf('app.contoso.example'), leafOf('app.contoso.example')];
  for (const leaf of rolled) expect((await verifier.verify(assertion(leaf))).alg).toBe('PS256');
  expect(await refusalCode(verifier.verify(assertion(leafOf('other.contoso.example'))))).toBe('x5c_binding');
  const [leaf = leafOf('')] = rolled;
  expect(await refusalCode(verifier.verify(assertion(leaf, false)))).toBe('x5c_thumbprint_mismatch');
  const elliptic = mintLeaf(root, { subject: 'app.contoso.example' });
  expect(await refusalCode(verifier.verify(certifiedToken({ leaf: elliptic })))).toBe('alg_not_allowed');
});

test('markers: extensions of the certificate and of its issuer', async () => {
  const marked = (id: string) => extension(id, integer(1));
  const authority = mintAuthority('Marked', root, {
    extensions: [basicConstraints(true), marked('1.2.840.113635.100.6.2.1')],
  });
  const plain = mintAuthority('Plain', root);
  const leafExtensionsWith = [keyUsage('digitalSignature'), marked('1.2.840.113635.100.6.11.1')];
  const verifier = makeCertifiedVerifier([root], { profile: 'apple-storekit' }, { issuer: null });
  const verdict = (by: typeof root, extensions: readonly Buffer[]) => {
    const leaf = mintLeaf(by, { extensions });
    return verifier.verify(certifiedToken({ leaf, chain: [leaf, by], claims: { iss: undefined } }));
  };
  expect((await verdict(authority, leafExtensionsWith)).issuer).toBe('');
  expect(await refusalCode(verdict(plain, leafExtensionsWith))).toBe('x5c_binding');
  expect(await refusalCode(verdict(authority, leafExtensions()))).toBe('x5c_binding');
});

test('a token lives within its certificate, unless that is allowed by name', async () => {
  const leaf = withNames(uriName('https://issuer.example'));
  const [notBefore, notAfter] = [mintedAtSeconds - 86_400, mintedAtSeconds + 86_400];
  const late = certifiedToken({ leaf, claims: { exp: notAfter + 1 } });
  const early = certifiedToken({ leaf, claims: { iat: notBefore - 1 } });
  const strict = makeCertifiedVerifier([root]);
  const whole = certifiedToken({ leaf, claims: { iat: notBefore, exp: notAfter } });
  expect((await strict.verify(whole)).trustPath).toBe('x5c');
  expect(await refusalCode(strict.verify(late))).toBe('x5c_token_outlives_certificate');
  expect(await refusalCode(strict.verify(early))).toBe('x5c_token_precedes_certificate');
  const lenient = makeCertifiedVerifier([root], {
    allowTokenOutlivingCertificate: true,
    allowTokenPrecedingCertificate: true,
  });
  expect((await lenient.verify(late)).trustPath).toBe('x5c');
  expect((await lenient.verify(early)).trustPath).toBe('x5c');
});
