import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { X5cOptions } from '@keyturn/relying-party/x5c';
import { expect, test } from 'vitest';
import { isRejection } from '../../../relying-party/rejection.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { certificateSha256, keySha256, keyThumbprint } from '../../../relying-party/x509/fingerprints.js';
import { readAnchors } from '../../../relying-party/x509/read-anchors.js';
import { integer } from '../../support/der-writer.js';
import {
  extension,
  issuerUri,
  type Minted,
  mintAuthority,
  mintCrl,
  mintedAtSeconds,
  mintLeaf,
  toPem,
} from '../../support/minted-certificates.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, encodeCertificate, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const other = mintAuthority('Other');
const serial = integer(77);
const leaf = mintLeaf(root, { serial });
const token = certifiedToken({ leaf });

const bundleOf = (...anchors: readonly Minted[]) => numberedBundle(1, ...anchors);

const numberedBundle = (sequence: unknown, ...anchors: readonly Minted[]) => ({
  ...(sequence === undefined ? {} : { spiffe_sequence: sequence }),
  keys: [
    ...anchors.map((anchor) => ({ kty: 'EC', use: 'x509-svid', x5c: [encodeCertificate(anchor)] })),
    { kty: 'EC', use: 'jwt-svid', kid: 'k' },
  ],
});

test('anchors come as PEM, DER and SPIFFE bundles, inline and in files', async () => {
  const folder = await scratchFolder();
  const write = (file: string, content: string | Buffer) => {
    writeFileSync(join(folder, file), content);
    return join(folder, file);
  };
  const forms: readonly X5cOptions[] = [
    { anchorsPem: toPem(other.encoding) + toPem(root.encoding) },
    { anchorsPem: [toPem(other.encoding), toPem(root.encoding)] },
    { spiffeBundle: bundleOf(other, root) },
    { anchorsFile: write('root.pem', `comment\n${toPem(root.encoding)}`) },
    { anchorsFile: [write('other.der', other.encoding), write('root.der', root.encoding)] },
    { anchorsFile: write('bundle.json', JSON.stringify(bundleOf(root))) },
  ];
  for (const form of forms) {
    const { chain } = await makeCertifiedVerifier([], form).verify(token);
    expect(chain?.at(-1)?.subject).toBe('CN=Root');
  }
});

test.each<[string, X5cOptions, string]>([
  ['none', {}, 'option_missing'],
  ['no PEM', { anchorsPem: 'MIIB' }, 'option_invalid'],
  ['a broken certificate', { anchorsPem: toPem(Buffer.of(0x30, 0)) }, 'option_invalid'],
  ['a CRL', { anchorsPem: toPem(mintCrl(root), 'X509 CRL') }, 'option_invalid'],
  ['a file that is not there', { anchorsFile: '/nowhere/root.pem' }, 'option_invalid'],
  [
    'a private key',
    { anchorsPem: `${toPem(root.encoding)}-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----` },
    'option_invalid',
  ],
  ['a misspelt option', { anchorPem: toPem(root.encoding) } as X5cOptions, 'option_unknown'],
  ['an unknown binding', { anchorsPem: toPem(root.encoding), binding: 'dns' as 'none' }, 'option_invalid'],
  ['an unknown purpose', { anchorsPem: toPem(root.encoding), purposes: ['tokens'] }, 'option_invalid'],
])('refused when the verifier is made: %s', (_name, options, code) => {
  expect(() => makeCertifiedVerifier([], options)).toThrow(expect.objectContaining({ code }));
});

test('no issuer at all needs a binding to something else, and no other entry', () => {
  const make = (options: X5cOptions) => () => makeCertifiedVerifier([root], options, { issuer: null });
  expect(make({})).toThrow(expect.objectContaining({ code: 'option_invalid' }));
  expect(make({ binding: 'none' })).not.toThrow();
});

test('an ID token is nothing for this path', () => {
  expect(() => makeCertifiedVerifier([root], {}, { profile: 'idToken' })).toThrow(
    expect.objectContaining({ code: 'option_invalid' }),
  );
});

test('a file of anchors is read again: the new root counts, the old one no more', async () => {
  const folder = await scratchFolder();
  const file = join(folder, 'anchors.pem');
  const replace = (content: string) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };
  replace(toPem(root.encoding));
  const verifier = makeCertifiedVerifier([], { anchorsFile: file });
  const failures: string[] = [];
  verifier.on('refresh.failed', ({ reason }) => failures.push(reason));
  const newLeaf = mintLeaf(other);
  const newToken = certifiedToken({ leaf: newLeaf });
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  expect(await refusalCode(verifier.verify(newToken))).toBe('x5c_untrusted');

  replace(toPem(root.encoding) + toPem(other.encoding));
  await verifier.clock.advanceSeconds(1);
  expect((await verifier.verify(newToken)).trustPath).toBe('x5c');
  expect((await verifier.verify(token)).trustPath).toBe('x5c');

  replace('not a certificate');
  await verifier.clock.advanceSeconds(1);
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  expect(failures).toEqual(['issuers[0].x5c.anchorsFile']);

  replace(toPem(other.encoding));
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_untrusted');
});

const read = readCertificate(leaf.encoding);

test.each([
  [
    'certificate',
    {
      certificateSha256: [
        certificateSha256(read)
          .toUpperCase()
          .replace(/..(?=.)/g, '$&:'),
      ],
    },
  ],
  ['key', { keySha256: [keySha256(read)] }],
  ['thumbprint', { keyThumbprints: [keyThumbprint(read)] }],
  ['issuer and serial', { issuerSerials: [{ issuer: 'CN=Root', serial: '4d' }] }],
  ['anchor', { certificateSha256: [certificateSha256(readCertificate(root.encoding))] }],
])('denied by %s', async (_name, denylist) => {
  const verifier = makeCertifiedVerifier([root], { denylist });
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_denied');
  const free = mintLeaf(root);
  const verdict = verifier.verify(certifiedToken({ leaf: free }));
  if (_name === 'anchor') expect(await refusalCode(verdict)).toBe('x5c_denied');
  else expect((await verdict).trustPath).toBe('x5c');
});

test('a denylist in a file counts within a second, for chains seen before as well', async () => {
  const folder = await scratchFolder();
  const denylistFile = join(folder, 'denied.json');
  writeFileSync(denylistFile, '{}');
  const verifier = makeCertifiedVerifier([root], { denylistFile });
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  writeFileSync(denylistFile, JSON.stringify({ keyThumbprints: [keyThumbprint(read)] }));
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_denied');
});

test('CRLs, once configured, must cover every certificate', async () => {
  const crlPem = (...revoked: readonly Buffer[]) => toPem(mintCrl(root, { revoked }), 'X509 CRL');
  const code = (crls: string) => refusalCode(makeCertifiedVerifier([root], { crls }).verify(token));
  expect((await makeCertifiedVerifier([root], { crls: crlPem() }).verify(token)).trustPath).toBe('x5c');
  expect(await code(crlPem(serial))).toBe('x5c_revoked');
  expect(await code(toPem(mintCrl(other), 'X509 CRL'))).toBe('x5c_revocation_unknown');
  const stale = mintCrl(root, { nextUpdateSeconds: mintedAtSeconds - 1 });
  expect(await code(toPem(stale, 'X509 CRL'))).toBe('x5c_revocation_unknown');
});

test('a CRL that ends while its chain is remembered ends the chain', async () => {
  const crls = toPem(mintCrl(root, { nextUpdateSeconds: mintedAtSeconds + 30 }), 'X509 CRL');
  const verifier = makeCertifiedVerifier([root], { crls });
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(31);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revocation_unknown');
});

test('a certificate that ends while its chain is remembered ends the chain', async () => {
  const short = mintLeaf(root, { notAfterSeconds: mintedAtSeconds + 30 });
  const verifier = makeCertifiedVerifier([root], { allowTokenOutlivingCertificate: true });
  const own = certifiedToken({ leaf: short });
  expect((await verifier.verify(own)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(30);
  expect((await verifier.verify(own)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(own))).toBe('x5c_expired');
});

test('an authority that was read before is judged anew with each chain', async () => {
  const short = mintAuthority('Short', root, { notAfterSeconds: mintedAtSeconds + 30 });
  const verifier = makeCertifiedVerifier([root]);
  const fresh = () => {
    const own = mintLeaf(short);
    return verifier.verify(certifiedToken({ leaf: own, chain: [own, short] }));
  };
  expect((await fresh()).chain).toHaveLength(3);
  expect((await fresh()).chain).toHaveLength(3);
  await verifier.clock.advanceSeconds(31);
  expect(await refusalCode(fresh())).toBe('x5c_expired');
});

test('a list that begins while its chain is remembered counts when it begins', async () => {
  const begins = mintCrl(root, { thisUpdateSeconds: mintedAtSeconds + 30, revoked: [serial] });
  const crls = [toPem(mintCrl(root), 'X509 CRL'), toPem(begins, 'X509 CRL')];
  const verifier = makeCertifiedVerifier([root], { crls });
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(29.5);
  expect((await verifier.verify(token)).trustPath).toBe('x5c');
  await verifier.clock.advanceSeconds(0.5);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revoked');
});

test('a chain is remembered by each of its strings: two glued into one are none', async () => {
  const authority = mintAuthority('Authority', root);
  const own = mintLeaf(authority);
  const chain = [own, authority];
  const glued = certifiedToken({ leaf: own, chain: [chain.map(encodeCertificate).join(',')] });
  const verifier = makeCertifiedVerifier([root]);
  expect((await verifier.verify(certifiedToken({ leaf: own, chain }))).chain).toHaveLength(3);
  expect(await refusalCode(verifier.verify(glued))).toBe('x5c_encoding');
});

test('a SPIFFE bundle in a file never goes back to a lower sequence, nor to none', async () => {
  const file = join(await scratchFolder(), 'bundle.json');
  const write = (sequence: unknown, anchor: Minted) =>
    writeFileSync(file, JSON.stringify(numberedBundle(sequence, anchor)));
  write(7, root);
  const verifier = makeCertifiedVerifier([], { anchorsFile: file });
  const failures: string[] = [];
  verifier.on('refresh.failed', ({ reason }) => failures.push(reason));
  for (const older of [6, undefined, -1, 7.5, '8']) {
    write(older, other);
    await verifier.clock.advanceSeconds(1);
    expect((await verifier.verify(token)).trustPath).toBe('x5c');
  }
  expect(failures).toHaveLength(5);
  write(8, other);
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_untrusted');
  write(7, root);
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_untrusted');
});

test('a file of anchors or lists that is cut off anywhere never counts as a shorter one', () => {
  const blocks = [toPem(root.encoding), toPem(other.encoding)];
  const text = blocks.join('');
  const first = blocks[0]?.length ?? 0;
  const readAt = (cut: number): number | undefined => {
    try {
      return readAnchors(Buffer.from(text.slice(0, cut))).certificates.length;
    } catch (error) {
      expect(isRejection(error)).toBe(true);
      return undefined;
    }
  };
  const counts = Array.from({ length: text.length + 1 }, (_, cut) => readAt(cut));
  // Between two blocks nothing tells a cut from an end; the line feed after the last marker adds nothing.
  const whole = new Map([
    [first - 1, 1],
    [first, 1],
    [text.length - 1, 2],
    [text.length, 2],
  ]);
  expect(counts).toEqual(counts.map((_, cut) => whole.get(cut)));
});

test('an older CRL in a file leaves the newer one in use, and is told of', async () => {
  const file = join(await scratchFolder(), 'lists.pem');
  const numbered = (by: Minted, number: number, revoked: readonly Buffer[] = []) =>
    toPem(mintCrl(by, { revoked, extensions: [extension('2.5.29.20', integer(number))] }), 'X509 CRL');
  writeFileSync(file, numbered(root, 7, [serial]));
  const verifier = makeCertifiedVerifier([root, other], { crlsFile: file });
  const failures: unknown[] = [];
  verifier.on('refresh.failed', ({ reason, consecutiveFailures }) => {
    expect(reason).toBe('issuers[0].x5c.crlsFile');
    failures.push(consecutiveFailures);
  });
  const freshToken = () => certifiedToken({ leaf, claims: { exp: mintedAtSeconds + 600 } });
  const ofOther = certifiedToken({ leaf: mintLeaf(other) });
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revoked');
  expect(await refusalCode(verifier.verify(ofOther))).toBe('x5c_revocation_unknown');

  writeFileSync(file, numbered(root, 6) + numbered(other, 1));
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revoked');
  expect((await verifier.verify(ofOther)).trustPath).toBe('x5c');
  expect(failures).toEqual([1]);
  // As long as it lies there, it is told of again when that was said.
  await verifier.clock.advanceSeconds(59);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revoked');
  expect(failures).toEqual([1]);
  await verifier.clock.advanceSeconds(1);
  expect(await refusalCode(verifier.verify(token))).toBe('x5c_revoked');
  expect(failures).toEqual([1, 2]);

  writeFileSync(file, numbered(root, 8));
  await verifier.clock.advanceSeconds(1);
  expect((await verifier.verify(freshToken())).trustPath).toBe('x5c');
  expect(failures).toHaveLength(2);
});

test('a file that goes missing is told of once, and again ever more rarely', async () => {
  const file = join(await scratchFolder(), 'anchors.pem');
  writeFileSync(file, toPem(root.encoding));
  const verifier = makeCertifiedVerifier([], { anchorsFile: file });
  const told: unknown[] = [];
  verifier.on('refresh.failed', (failure) => told.push(failure));
  const look = async () => {
    await verifier.clock.advanceSeconds(1);
    return verifier.verify(certifiedToken({ leaf, claims: { exp: mintedAtSeconds + 86_000 } }));
  };
  rmSync(file);
  for (let second = 0; second < 62; second++) expect((await look()).trustPath).toBe('x5c');
  const failure = { issuer: issuerUri, reason: 'issuers[0].x5c.anchorsFile' };
  expect(told).toEqual([
    { ...failure, consecutiveFailures: 1, nextAttemptInSeconds: 60 },
    { ...failure, consecutiveFailures: 2, nextAttemptInSeconds: 120 },
  ]);
  writeFileSync(file, toPem(root.encoding));
  expect((await look()).trustPath).toBe('x5c');
  expect(told).toHaveLength(2);
});
