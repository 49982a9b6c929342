import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { bits, der, explicit, integer, oid, sequence } from '../../support/der-writer.js';
import {
  basicConstraints,
  type CertificatePlan,
  extension,
  issuerUri,
  keyUsage,
  leafExtensions,
  type Minted,
  mint,
  mintAuthority,
  mintedAtSeconds,
  mintLeaf,
  nameConstraints,
  newKey,
  toPem,
  uriName,
} from '../../support/minted-certificates.js';
import { refusalCode } from '../made-tokens.js';
import { certifiedToken, encodeCertificate, makeCertifiedVerifier } from './certified-tokens.js';

const root = mintAuthority('Root');
const intermediate = mintAuthority('Intermediate', root);
const leaf = mintLeaf(intermediate);
const verifier = makeCertifiedVerifier([root]);

const verdict = (token: string) => refusalCode(verifier.verify(token));

/** What a chain of a changed authority between root and leaf is answered. */
function throughAuthority(changes: Partial<CertificatePlan>, below: Partial<CertificatePlan> = {}) {
  const authority = mintAuthority('Changed', root, changes);
  const own = mintLeaf(authority, below);
  return verdict(certifiedToken({ leaf: own, chain: [own, authority] }));
}

test('the chain that is attacked is good', async () => {
  const {
    issuer,
    trustPath,
    chain = [],
  } = await verifier.verify(certifiedToken({ leaf, chain: [leaf, intermediate] }));
  expect({ issuer, trustPath }).toEqual({ issuer: issuerUri, trustPath: 'x5c' });
  expect(chain.map(({ subject }) => subject)).toEqual(['CN=signer', 'CN=Intermediate', 'CN=Root']);
});

test('order swapped (x5c-1)', async () => {
  expect(await verdict(certifiedToken({ leaf, chain: [intermediate, leaf] }))).toBe('x5c_leaf_is_authority');
  const upper = mintAuthority('Upper', root);
  const lower = mintAuthority('Lower', upper);
  const own = mintLeaf(lower);
  expect(await verdict(certifiedToken({ leaf: own, chain: [own, upper, lower] }))).toBe('x5c_order');
  const lenient = makeCertifiedVerifier([root], { allowUnorderedX5c: true });
  const { chain } = await lenient.verify(certifiedToken({ leaf: own, chain: [own, upper, lower] }));
  expect(chain).toHaveLength(4);
});

test('a genuine authority appended after an attacker’s leaf (x5c-1)', async () => {
  const forger: Minted = { ...intermediate, key: newKey() };
  const forged = mintLeaf(forger);
  expect(await verdict(certifiedToken({ leaf: forged, chain: [forged, intermediate] }))).toBe(
    'x5c_signature',
  );
  const ownIssuer = mintLeaf(mintAuthority('Attacker'));
  expect(await verdict(certifiedToken({ leaf: ownIssuer, chain: [ownIssuer, intermediate] }))).toBe(
    'x5c_untrusted',
  );
});

test('a leaf that is not signed by the next certificate (x5c-1)', async () => {
  const other = mintAuthority('Other', root);
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, other, intermediate] }))).toBe('x5c_order');
  const twin = mintAuthority('Intermediate', root);
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, twin] }))).toBe('x5c_signature');
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, twin, intermediate] }))).toBe('x5c_order');
});

test.each<[string, Partial<CertificatePlan>, string]>([
  [
    'an intermediate with CA:FALSE (x5c-2)',
    { extensions: [basicConstraints(false)] },
    'x5c_not_an_authority',
  ],
  [
    'an intermediate without basic constraints (x5c-2)',
    { extensions: [keyUsage('keyCertSign')] },
    'x5c_not_an_authority',
  ],
  ['a certificate of version 1 as authority (x5c-2)', { version: null, extensions: [] }, 'x5c_version'],
  ['a certificate of version 2 as authority (x5c-2)', { version: 1, extensions: [] }, 'x5c_version'],
  [
    'an authority that may not sign certificates (x5c-3)',
    { extensions: [basicConstraints(true), keyUsage('cRLSign')] },
    'x5c_key_usage',
  ],
  [
    'an unknown critical extension on an authority (x5c-3)',
    { extensions: [basicConstraints(true), extension('1.3.6.1.4.1.55738.1', integer(1), true)] },
    'x5c_critical_extension',
  ],
  [
    'a name outside the permitted (x5c-3)',
    { extensions: [basicConstraints(true), nameConstraints([uriName('other.example')])] },
    'x5c_name_constraint',
  ],
  [
    'a name within the excluded (x5c-3)',
    { extensions: [basicConstraints(true), nameConstraints([], [uriName('issuer.example')])] },
    'x5c_name_constraint',
  ],
  [
    'an authority restricted to another purpose',
    { extensions: [basicConstraints(true), extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1')))] },
    'x5c_purpose',
  ],
])('%s', async (_name, changes, code) => {
  expect(await throughAuthority(changes)).toBe(code);
});

test.each<[string, Partial<CertificatePlan>, string]>([
  [
    'an unknown critical extension on the leaf (x5c-3)',
    { extensions: [...leafExtensions(), extension('1.3.6.1.4.1.55738.1', integer(1), true)] },
    'x5c_critical_extension',
  ],
  [
    'a leaf that may not sign (x5c-3)',
    { extensions: [basicConstraints(false), keyUsage('cRLSign')] },
    'x5c_leaf_key_usage',
  ],
  ['a leaf that is an authority (x5c-4)', { extensions: [basicConstraints(true)] }, 'x5c_leaf_is_authority'],
  ['expired at now, valid at iat (x5c-11)', { notAfterSeconds: mintedAtSeconds - 1 }, 'x5c_expired'],
  ['valid from one second ahead', { notBeforeSeconds: mintedAtSeconds + 1 }, 'x5c_not_yet_valid'],
])('%s', async (_name, changes, code) => {
  const own = mintLeaf(intermediate, changes);
  const claims = { iat: mintedAtSeconds - 80_000 };
  expect(await verdict(certifiedToken({ leaf: own, chain: [own, intermediate], claims }))).toBe(code);
});

test('path length (x5c-3)', async () => {
  const narrow = mintAuthority('Narrow', root, { extensions: [basicConstraints(true, 0)] });
  const below = mintAuthority('Below', narrow);
  const own = mintLeaf(below);
  expect(await verdict(certifiedToken({ leaf: own, chain: [own, below, narrow] }))).toBe('x5c_path_length');
  const direct = mintLeaf(narrow);
  expect(
    (await verifier.verify(certifiedToken({ leaf: direct, chain: [direct, narrow] }))).chain,
  ).toHaveLength(3);
});

test('a token signed with the key of an authority (x5c-4)', async () => {
  expect(await verdict(certifiedToken({ leaf: root }))).toBe('x5c_leaf_is_anchor');
  expect(await verdict(certifiedToken({ leaf: intermediate }))).toBe('x5c_leaf_is_authority');
  const byAuthority = { ...leaf, key: intermediate.key };
  expect(await verdict(certifiedToken({ leaf: byAuthority, chain: [leaf, intermediate] }))).toBe(
    'signature_invalid',
  );
});

test('explicit curve parameters (x5c-5)', async () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  expect(await throughAuthority({ key })).toBe('x5c_key');
  const own = mintLeaf(root, { key });
  expect(await verdict(certifiedToken({ leaf: own }))).toBe('x5c_key');
});

test('authorities that certify each other, and none of them by an anchor (x5c-6)', async () => {
  const keys = [newKey(), newKey()] as const;
  const one = mintAuthority('One', { encoding: Buffer.of(), key: keys[1], subject: 'Two' }, { key: keys[0] });
  const two = mintAuthority('Two', { encoding: Buffer.of(), key: keys[0], subject: 'One' }, { key: keys[1] });
  const own = mintLeaf(one);
  expect(await verdict(certifiedToken({ leaf: own, chain: [own, one, two, one, two] }))).toBe(
    'x5c_untrusted',
  );
});

test('as many authorities as a header holds, of one name, in a ring, under a root of that name (x5c-6)', async () => {
  const keys = Array.from({ length: 5 }, newKey);
  const ring = keys.map((key, at) => {
    const upper = { encoding: Buffer.of(), key: keys[(at + 1) % keys.length] ?? key, subject: 'Same' };
    return mintAuthority('Same', upper, { key });
  });
  const [lowest = root] = ring;
  const own = mintLeaf(lowest);
  const token = certifiedToken({ leaf: own, chain: [own, ...ring] });
  const anchored = makeCertifiedVerifier([mintAuthority('Same')], { allowUnorderedX5c: true });
  expect(await refusalCode(anchored.verify(token))).toBe('x5c_signature');
});

test('PEM, base64url, white space and a private key inside x5c (x5c-7)', async () => {
  const text = encodeCertificate(leaf);
  const pem = toPem(leaf.encoding);
  const pkcs8 = leaf.key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const through = (first: string) => verdict(certifiedToken({ leaf, chain: [first, intermediate] }));
  expect(await through(pem)).toBe('x5c_pem');
  expect(await through(Buffer.from(pem).toString('base64'))).toBe('x5c_pem');
  expect(await through(leaf.encoding.toString('base64url'))).toBe('x5c_encoding');
  expect(await through(`${text.slice(0, 64)}\n${text.slice(64)}`)).toBe('x5c_encoding');
  expect(await through(`${text}==`)).toBe('x5c_encoding');
  expect(await through(pkcs8)).toBe('x5c_private_key');
  expect(await through(Buffer.from(pem + pkcs8).toString('base64'))).toBe('x5c_private_key');
  expect(await through(leaf.key.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'))).toBe(
    'x5c_der',
  );
});

test('bytes after the certificate, of the leaf or of another', async () => {
  const longer = (one: Minted) => Buffer.concat([one.encoding, Buffer.of(0x05, 0)]).toString('base64');
  expect(await verdict(certifiedToken({ leaf, chain: [longer(leaf), intermediate] }))).toBe(
    'x5c_trailing_bytes',
  );
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, longer(intermediate)] }))).toBe(
    'x5c_trailing_bytes',
  );
});

test('a self-signed leaf, and a root taken from the token (x5c-8)', async () => {
  const own = mintLeaf(undefined);
  expect(await verdict(certifiedToken({ leaf: own }))).toBe('x5c_untrusted');
  const ownRoot = mintAuthority('Own root');
  const below = mintLeaf(ownRoot);
  expect(await verdict(certifiedToken({ leaf: below, chain: [below, ownRoot] }))).toBe('x5c_untrusted');
  const sameName = mintAuthority('Root');
  const imposter = mintLeaf(sameName);
  expect(await verdict(certifiedToken({ leaf: imposter, chain: [imposter, sameName] }))).toBe(
    'x5c_signature',
  );
});

test('thumbprints that are another certificate’s (x5c-10)', async () => {
  const other = Buffer.alloc(32, 1).toString('base64url');
  for (const header of [{ 'x5t#S256': other }, { x5t: 'AAAA' }, { 'x5t#S256': 1 }])
    expect(await verdict(certifiedToken({ leaf, chain: [leaf, intermediate], header }))).toBe(
      'x5c_thumbprint_mismatch',
    );
});

test('a key or an address beside x5c', async () => {
  for (const header of [{ jwk: {} }, { jku: 'https://evil.example' }, { x5u: 'https://evil.example' }])
    expect(await verdict(certifiedToken({ leaf, chain: [leaf, intermediate], header }))).toBe(
      'x5c_other_key',
    );
});

test('two signature algorithms, and one that is weak', async () => {
  const sha1 = sequence(oid('1.2.840.10045.4.1'));
  expect(await throughAuthority({ algorithm: sha1, digest: 'sha1' })).toBe('x5c_algorithm');
  const outerAlgorithm = sequence(oid('1.2.840.10045.4.3.3'));
  const own = mint({
    subject: 'signer',
    key: newKey(),
    by: intermediate,
    extensions: leafExtensions(),
    outerAlgorithm,
  });
  expect(await verdict(certifiedToken({ leaf: own, chain: [own, intermediate] }))).toBe(
    'x5c_algorithm_mismatch',
  );
});

test('an algorithm that is not the key’s', async () => {
  const header = { alg: 'ES384' };
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, intermediate], header }))).toBe(
    'signature_malformed',
  );
  expect(await verdict(certifiedToken({ leaf, chain: [leaf, intermediate], header: { alg: 'RS256' } }))).toBe(
    'x5c_key_algorithm',
  );
});

test('a point off the curve, an even exponent, a short modulus', async () => {
  const spki = leaf.key.publicKey.export({ format: 'der', type: 'spki' });
  const moved = Buffer.from(spki);
  moved[moved.length - 1] = (moved.at(-1) ?? 0) ^ 1;
  const rsa = (n: Buffer, e: number) =>
    sequence(sequence(oid('1.2.840.113549.1.1.1'), der(0x05)), bits(sequence(der(0x02, 0, n), integer(e))));
  const modulus = Buffer.alloc(256, 0xff);
  for (const wrong of [moved, rsa(modulus, 65536), rsa(modulus, 1), rsa(modulus.subarray(1), 65537)]) {
    const own = mintLeaf(intermediate, { spki: wrong });
    expect(await verdict(certifiedToken({ leaf: own, chain: [own, intermediate] }))).toBe('x5c_key');
  }
});

test('an empty list, no list, and what is no text', async () => {
  for (const x5c of [[], 'MAA=', {}, [1], [null]])
    expect(await verdict(certifiedToken({ leaf, header: { x5c } }))).toBe('x5c_malformed');
  const missing = certifiedToken({ leaf, header: { x5c: undefined } });
  expect(await verdict(missing)).toBe('x5c_missing');
  expect(await verdict(certifiedToken({ leaf, chain: Array(7).fill(leaf) }))).toBe('x5c_too_large');
});

test('a certificate inside which something is longer than it may be', async () => {
  const nested = Array.from({ length: 40 }).reduce<Buffer>((inner) => explicit(0, inner), integer(1));
  expect(await verdict(certifiedToken({ leaf, chain: [nested.toString('base64')] }))).toBe('x5c_der');
});
