import { constants, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBudget } from '../../../relying-party/x509/budget.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { checkSignature } from '../../../relying-party/x509/check-signature.js';
import { certificateSha256, keySha256, keyThumbprint } from '../../../relying-party/x509/fingerprints.js';
import {
  bits,
  boolean,
  der,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  sequence,
} from '../../support/der-writer.js';
import {
  basicConstraints,
  type CertificatePlan,
  dnsName,
  extension,
  type KeyPair,
  keyIdentifiers,
  keyUsage,
  leafExtensions,
  mailName,
  mint,
  mintAuthority,
  mintLeaf,
  newKey,
  newRsaKey,
  uriName,
} from '../../support/minted-certificates.js';

const root = mintAuthority('Root');

function codeOf(changes: Partial<CertificatePlan>): string {
  try {
    readCertificate(mintLeaf(root, changes).encoding);
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('a certificate is read as others read it', () => {
  const key = newKey();
  const { encoding } = mintLeaf(root, { key, serial: integer('00ff') });
  const read = readCertificate(encoding);
  expect(read.serial).toBe('00ff');
  expect(read.extensions.keyUsage).toEqual(new Set(['digitalSignature']));
  expect(read.extensions.basicConstraints).toEqual({ isCa: false, pathLength: undefined });
  expect(certificateSha256(read)).toBe(createHash('sha256').update(encoding).digest('hex'));
  const spki = key.publicKey.export({ format: 'der', type: 'spki' });
  expect(keySha256(read)).toBe(createHash('sha256').update(spki).digest('hex'));
  const { kty, crv, x, y } = key.publicKey.export({ format: 'jwk' });
  const canonical = JSON.stringify({ crv, kty, x, y });
  expect(keyThumbprint(read)).toBe(createHash('sha256').update(canonical).digest('base64url'));
});

const unknown = (id: string) => extension(id, integer(1));

test.each<[string, Partial<CertificatePlan>, string]>([
  ['as it should be', {}, 'read'],
  ['version 1', { version: null, extensions: [] }, 'x5c_version'],
  ['version 2', { version: 1, extensions: [] }, 'x5c_version'],
  ['version 4', { version: 3 }, 'x5c_version'],
  ['a serial of zero', { serial: integer(0) }, 'x5c_serial'],
  ['a negative serial', { serial: integer('ff') }, 'x5c_serial'],
  ['a serial of 20 octets', { serial: integer('7f'.repeat(20)) }, 'read'],
  ['a serial of 21 octets', { serial: integer(`01${'00'.repeat(20)}`) }, 'x5c_serial'],
  ['a padded serial', { serial: integer('0001') }, 'x5c_der'],
  ['two algorithms', { outerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) }, 'x5c_algorithm_mismatch'],
  ['no issuer', { issuerName: sequence() }, 'x5c_name'],
  ['no subject, and names that are not critical', { subject: sequence() }, 'x5c_name'],
  ['an authority without a name', { subject: sequence(), extensions: [basicConstraints(true)] }, 'x5c_name'],
  [
    'no subject, and names that are critical',
    { subject: sequence(), extensions: [extension('2.5.29.17', sequence(uriName('https://a')), true)] },
    'read',
  ],
  ['an extension twice', { extensions: [unknown('1.2.3'), unknown('1.2.3')] }, 'x5c_extension_duplicate'],
  [
    'a critical flag that is written though false',
    { extensions: [sequence(oid('1.2.3'), boolean(false), octets(integer(1)))] },
    'x5c_der',
  ],
  ['a key usage of nothing', { extensions: [extension('2.5.29.15', bits(Buffer.of()))] }, 'x5c_der'],
  ['purposes of nothing', { extensions: [extension('2.5.29.37', sequence())] }, 'x5c_der'],
  ['alternative names of nothing', { extensions: [extension('2.5.29.17', sequence())] }, 'x5c_der'],
  [
    'a critical key identifier',
    { extensions: [extension('2.5.29.14', octets(Buffer.of(1)), true)] },
    'x5c_extension',
  ],
  [
    'a critical pointer to issuers',
    { extensions: [extension('1.3.6.1.5.5.7.1.1', sequence(), true)] },
    'x5c_extension',
  ],
  [
    'a pointer to issuers of nothing',
    { extensions: [extension('1.3.6.1.5.5.7.1.1', sequence())] },
    'x5c_der',
  ],
  [
    'an authority key identifier with half a name',
    { extensions: [extension('2.5.29.35', sequence(implicit(2, Buffer.of(1))))] },
    'x5c_der',
  ],
  [
    'a name with an underscore',
    { extensions: leafExtensions(dnsName('a_b.example')) },
    'x5c_alternative_name',
  ],
  ['a mailbox that is none', { extensions: leafExtensions(mailName('a')) }, 'x5c_alternative_name'],
  ['a relative URI', { extensions: leafExtensions(uriName('/a')) }, 'x5c_alternative_name'],
  [
    'an address of five octets',
    { extensions: leafExtensions(implicit(7, Buffer.alloc(5))) },
    'x5c_alternative_name',
  ],
  [
    'an empty directory name',
    { extensions: leafExtensions(explicit(4, sequence())) },
    'x5c_alternative_name',
  ],
  ['no extensions at all', { extensions: [] }, 'read'],
  ['identifiers of keys', { extensions: keyIdentifiers('own', 'authority') }, 'read'],
])('the form of a certificate: %s', (_name, changes, code) => {
  expect(codeOf(changes)).toBe(code);
});

test('bytes after it, and a byte that is missing', () => {
  const { encoding } = mintLeaf(root);
  const codeOfBytes = (bytes: Buffer) => {
    try {
      return readCertificate(bytes);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOfBytes(Buffer.concat([encoding, Buffer.of(0)]))).toBe('x5c_trailing_bytes');
  expect(codeOfBytes(encoding.subarray(0, -1))).toBe('x5c_der');
});

const spkiOf = (algorithm: Buffer, key: Buffer) => sequence(algorithm, bits(key));
const p256 = newKey().publicKey.export({ format: 'der', type: 'spki' }).subarray(-65);
const rsaKey = (n: Buffer, e: Buffer) =>
  spkiOf(sequence(oid('1.2.840.113549.1.1.1'), der(0x05)), sequence(der(0x02, 0, n), der(0x02, e)));
const modulus = Buffer.alloc(256, 0xff);
const f4 = Buffer.of(1, 0, 1);

test.each<[string, Buffer, string]>([
  ['DSA', spkiOf(sequence(oid('1.2.840.10040.4.1')), Buffer.of(1)), 'x5c_key'],
  ['Ed448', spkiOf(sequence(oid('1.3.101.113')), Buffer.alloc(57)), 'x5c_key'],
  ['Ed25519 of 31 octets', spkiOf(sequence(oid('1.3.101.112')), Buffer.alloc(31)), 'x5c_key'],
  ['Ed25519 with parameters', spkiOf(sequence(oid('1.3.101.112'), der(0x05)), Buffer.alloc(32)), 'x5c_key'],
  ['no curve', spkiOf(sequence(oid('1.2.840.10045.2.1')), p256), 'x5c_key'],
  ['secp256k1', spkiOf(sequence(oid('1.2.840.10045.2.1'), oid('1.3.132.0.10')), p256), 'x5c_key'],
  [
    'a compressed point',
    spkiOf(
      sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
      Buffer.concat([Buffer.of(2), p256.subarray(1, 33)]),
    ),
    'x5c_key',
  ],
  ['RSA of 2048 bits', rsaKey(modulus, f4), 'read'],
  ['RSA of 2040 bits', rsaKey(modulus.subarray(1), f4), 'x5c_key'],
  ['RSA of 8200 bits', rsaKey(Buffer.alloc(1025, 0xff), f4), 'x5c_key'],
  ['RSA of e = 1', rsaKey(modulus, Buffer.of(1)), 'x5c_key'],
  ['RSA of e = 65536', rsaKey(modulus, Buffer.of(1, 0, 0)), 'x5c_key'],
  ['RSA of a long e', rsaKey(modulus, Buffer.of(1, 0, 0, 0, 1)), 'x5c_key'],
  ['RSA of an even modulus', rsaKey(Buffer.alloc(256, 0xfe), f4), 'x5c_key'],
  [
    'RSA without NULL',
    spkiOf(sequence(oid('1.2.840.113549.1.1.1')), sequence(der(0x02, 0, modulus), der(0x02, f4))),
    'x5c_key',
  ],
])('a key: %s', (_name, spki, code) => {
  expect(codeOf({ spki })).toBe(code);
});

const sha = (digest: string) =>
  sequence(oid(`2.16.840.1.101.3.4.2.${{ sha256: 1, sha384: 2, sha512: 3 }[digest]}`), der(0x05));
const pssOf = (digest: string, maskDigest = digest, saltBytes = 32) =>
  sequence(
    oid('1.2.840.113549.1.1.10'),
    sequence(
      explicit(0, sha(digest)),
      explicit(1, sequence(oid('1.2.840.113549.1.1.8'), sha(maskDigest))),
      explicit(2, integer(saltBytes)),
    ),
  );

test.each([
  ['RSASSA-PSS', pssOf('sha256'), undefined],
  ['RSASSA-PSS of another salt', pssOf('sha256', 'sha256', 20), 'x5c_signature'],
  ['RSASSA-PSS of two digests', pssOf('sha256', 'sha384'), 'x5c_algorithm'],
  ['RSASSA-PSS of SHA-1, by default', sequence(oid('1.2.840.113549.1.1.10'), sequence()), 'x5c_algorithm'],
  ['MD5', sequence(oid('1.2.840.113549.1.1.4'), der(0x05)), 'x5c_algorithm'],
  ['an ECDSA signature by an RSA key', sequence(oid('1.2.840.10045.4.3.2')), 'x5c_signature'],
])('a signature: %s', (_name, algorithm, code) => {
  const key = newRsaKey();
  const { encoding } = mint({ subject: 'A', key, algorithm, extensions: [basicConstraints(true)] });
  const read = readCertificate(encoding);
  const signature = sign('sha256', read.signed, {
    key: key.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  });
  expect(checkSignature({ ...read, signature }, read.key, createBudget())?.code).toBe(code);
});

test('a key that was certified for PSS verifies nothing else', () => {
  const key = generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: 'sha256',
    mgf1HashAlgorithm: 'sha256',
    saltLength: 32,
  } as never) as unknown as KeyPair;
  const algorithm = pssOf('sha256');
  const restricted = readCertificate(mint({ subject: 'A', key, algorithm }).encoding);
  expect(restricted.key).toMatchObject({ kty: 'RSA', use: 'pss', digest: 'SHA-256' });
  expect(checkSignature(restricted, restricted.key, createBudget())).toBeUndefined();
  const plain = readCertificate(
    mint({ subject: 'A', key: newRsaKey(), extensions: [keyUsage('digitalSignature')] }).encoding,
  );
  expect(checkSignature(plain, restricted.key, createBudget())?.code).toBe('x5c_signature');
});

test.each(['P-256', 'P-384', 'P-521', 'ed25519'] as const)('an authority with a key on %s', (curve) => {
  const key =
    curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: curve });
  const algorithm = sequence(oid(curve === 'ed25519' ? '1.3.101.112' : '1.2.840.10045.4.3.4'));
  const { encoding } = mint({ subject: 'A', key, algorithm, digest: curve === 'ed25519' ? null : 'sha512' });
  const read = readCertificate(encoding);
  expect(checkSignature(read, read.key, createBudget())).toBeUndefined();
  const changed = Buffer.from(read.signed);
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(checkSignature({ ...read, signed: changed }, read.key, createBudget())?.code).toBe('x5c_signature');
});
