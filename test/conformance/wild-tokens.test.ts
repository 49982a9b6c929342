import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '@keyturn/relying-party';
import { type X5cOptions, x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { refusalCode } from '../relying-party/made-tokens.js';
import { findVectors } from './suites.js';

const vectors = findVectors();

interface WildToken {
  readonly file: string;
  readonly verifyAt: string;
}

const manifest: readonly WildToken[] =
  vectors === undefined ? [] : JSON.parse(readFileSync(join(vectors, 'x5c-tokens/manifest.json'), 'utf8'));

const tokenOf = (path: string) => readFileSync(join(vectors ?? '', path), 'utf8').trim();
const fileOf = (name: string) => join(vectors ?? '', 'x5c-tokens', name);

/** What a person would configure for each: the profile of its kind, its root, and what a sample lacks, by name. */
const configured: Readonly<Record<string, X5cOptions>> = {
  'fido-mds3-spec-example.jwt': {
    profile: 'fido-mds3',
    anchorsFile: fileOf('fido-mds3-spec-example.root.der'),
  },
  'fido-mds3-small.jwt': { profile: 'fido-mds3', anchorsFile: fileOf('small_root.crt') },
  'apple-mock-transactionInfo.jwt': { profile: 'apple-storekit', anchorsFile: fileOf('apple-mock.root.der') },
  'apple-xcode-signed-transaction.jwt': {
    profile: 'apple-storekit',
    anchorsFile: fileOf('apple-mock.root.der'),
  },
  'apple-mock-missingX5CHeaderClaim.jwt': {
    profile: 'apple-storekit',
    anchorsFile: fileOf('apple-mock.root.der'),
  },
  'android-safetynet-1.jwt': {
    binding: { dns: 'attest.android.com' },
    purposes: ['serverAuth'],
    allowMissingExpiry: true,
    anchorsFile: [fileOf('google-gts-root-r1.crt'), fileOf('globalsign-root-ca-r1.crt')],
  },
};

function verifyAt(token: string, seconds: number, options: X5cOptions) {
  const verifier = createVerifier({
    clock: new VirtualClock(seconds),
    trustPaths: [x5c()],
    issuers: [{ issuer: null, audience: null, profile: 'anyJwt', trustPath: 'x5c', x5c: options }],
  });
  return verifier.verify(token);
}

/** The manifest's instants, and its verdicts in words. */
const expected: Readonly<Record<string, string>> = {
  'fido-mds3-spec-example.jwt': 'x5c_binding',
  'fido-mds3-small.jwt': 'x5c_binding',
  'apple-mock-transactionInfo.jwt': 'accept',
  'apple-xcode-signed-transaction.jwt': 'x5c_alternative_name',
  'apple-mock-missingX5CHeaderClaim.jwt': 'issuer_missing',
  'android-safetynet-1.jwt': 'accept',
};

const instantOf = ({ verifyAt = '2024-01-01T00:00:00Z' }: Partial<WildToken>) => Date.parse(verifyAt) / 1000;

test.each(manifest)('found in the wild: $file', async (wild) => {
  const verdict = verifyAt(tokenOf(`x5c-tokens/${wild.file}`), instantOf(wild), configured[wild.file] ?? {});
  if (expected[wild.file] !== 'accept') {
    expect(await refusalCode(verdict)).toBe(expected[wild.file]);
    return;
  }
  const { chain = [], trustPath } = await verdict;
  expect(trustPath).toBe('x5c');
  expect(chain.at(-1)?.subject).not.toBe(chain[0]?.subject);
});

test.each(manifest.filter(({ file }) => file.startsWith('fido')))(
  'the samples of MDS are of nobody, which must be typed out: $file',
  async (wild) => {
    const options = { ...configured[wild.file], binding: 'none' } as const;
    const token = tokenOf(`x5c-tokens/${wild.file}`);
    expect((await verifyAt(token, instantOf(wild), options)).chain).toHaveLength(3);
    expect(await refusalCode(verifyAt(token, instantOf(wild) + 20 * 365 * 86400, options))).toBe(
      'x5c_expired',
    );
    expect(await refusalCode(verifyAt(token, instantOf(wild), { ...options, maxTokenBytes: 16384 }))).toBe(
      'token_too_large',
    );
  },
);

test.each(manifest.filter(({ file }) => file.includes('xcode')))(
  'a self-signed authority is not trusted, be it an anchor: $file',
  async (wild) => {
    const token = tokenOf(`x5c-tokens/${wild.file}`);
    const own = { ...configured[wild.file], allowLeafAnchor: true };
    expect(await refusalCode(verifyAt(token, instantOf(wild), own))).toBe('x5c_alternative_name');
  },
);

test.each(vectors === undefined ? [] : ['seeds/x5c.jwt'])('the published sample: %s', async (path) => {
  const token = tokenOf(path);
  const [header = ''] = token.split('.');
  const { x5c: written } = JSON.parse(Buffer.from(header, 'base64url').toString());
  const leafPem = Buffer.from(written[0], 'base64').toString();
  const options: X5cOptions = {
    anchorsPem: leafPem,
    allowLeafAnchor: true,
    allowPemInX5c: true,
    binding: { dns: 'signer1.experimental.systems' },
  };
  const inside = Date.parse('2025-09-17T01:00:00Z') / 1000;
  const { claims, chain } = await verifyAt(token, inside, options);
  expect(claims.sub).toBe('foo@experimental.systems');
  expect(chain).toHaveLength(1);
  const codeWith = (changes: X5cOptions, seconds = inside) =>
    refusalCode(verifyAt(token, seconds, { ...options, ...changes }));
  expect(await codeWith({ allowPemInX5c: false })).toBe('x5c_pem');
  expect(await codeWith({ allowLeafAnchor: false })).toBe('x5c_leaf_is_anchor');
  expect(await codeWith({}, inside - 86400)).toBe('x5c_not_yet_valid');
  expect(await codeWith({}, inside + 7200)).toBe('token_expired');
});
