import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRejection } from '../../../relying-party/rejection.js';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { readCrl } from '../../../relying-party/x509/crl.js';
import { collectAnchors } from '../../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../../relying-party/x509/validate-chain.js';
import { integer, oid, sequence } from '../../support/der-writer.js';
import {
  basicConstraints,
  dnsName,
  extension,
  keyIdentifiers,
  keyUsage,
  leafExtensions,
  mailName,
  mintAuthority,
  mintCrl,
  mintedAtSeconds,
  mintLeaf,
  nameConstraints,
  purposes,
  uriName,
} from '../../support/minted-certificates.js';
import { certifiedToken, makeCertifiedVerifier } from './certified-tokens.js';

/** The long form sets it to a million and more. */
const numRuns = Number(process.env.KEYTURN_FUZZ_RUNS ?? 3000);

const root = mintAuthority('Root', undefined, {
  extensions: [
    basicConstraints(true),
    keyUsage('keyCertSign', 'cRLSign'),
    nameConstraints([uriName('issuer.example'), dnsName('issuer.example')], [mailName('evil.example')]),
    ...keyIdentifiers('root', 'root'),
  ],
});
const leaf = mintLeaf(root, {
  extensions: [
    ...leafExtensions(uriName('https://issuer.example'), dnsName('a.issuer.example')),
    purposes('1.3.6.1.5.5.7.3.37'),
    extension('2.5.29.32', sequence(sequence(oid('1.2.3')))),
    ...keyIdentifiers('leaf', 'root'),
  ],
});
const crl = mintCrl(root, { revoked: [integer(5), integer(6)] });

type Mutation = readonly [kind: 'set' | 'flip' | 'drop' | 'double' | 'cut', at: number, octet: number];

const mutations = fc.array(
  fc.tuple(
    fc.constantFrom('set', 'flip', 'drop', 'double', 'cut' as const),
    fc.nat({ max: 100_000 }),
    fc.nat({ max: 255 }),
  ) as fc.Arbitrary<Mutation>,
  { minLength: 1, maxLength: 4 },
);

const mutators: Readonly<Record<Mutation[0], (bytes: Buffer, at: number, octet: number) => Buffer>> = {
  set: (bytes, at, octet) => Buffer.from(bytes).fill(octet, at, at + 1),
  flip: (bytes, at, octet) => Buffer.from(bytes).fill((bytes[at] ?? 0) ^ (1 << (octet % 8)), at, at + 1),
  drop: (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  double: (bytes, at, octet) =>
    Buffer.concat([
      bytes.subarray(0, at + octet),
      bytes.subarray(at, at + octet),
      bytes.subarray(at + octet),
    ]),
  cut: (bytes, at) => bytes.subarray(0, at),
};

function mutate(bytes: Buffer, list: readonly Mutation[]): Buffer {
  return list.reduce(
    (now, [kind, at, octet]) => (now.length === 0 ? now : mutators[kind](now, at % now.length, octet)),
    bytes,
  );
}

/** What reading answers: a value, or one of our own codes. Anything else fails the test. */
function codeOf(run: () => unknown): string {
  try {
    run();
    return 'read';
  } catch (error) {
    if (isRejection(error)) return error.code;
    throw error;
  }
}

const anchors = collectAnchors([readCertificate(root.encoding)]);

test('a certificate that was changed anywhere is refused by a code of ours', () => {
  const codes = new Set<string>();
  fc.assert(
    fc.property(mutations, (list) => {
      const bytes = mutate(leaf.encoding, list);
      fc.pre(!bytes.equals(leaf.encoding));
      const code = codeOf(() => {
        const verdict = validateChain({
          leaf: readCertificate(bytes),
          pool: [],
          anchors,
          nowSeconds: mintedAtSeconds,
          rules: { ...defaultChainRules, purposes: null },
        });
        expect('finding' in verdict).toBe(true);
      });
      codes.add(code);
    }),
    { numRuns },
  );
  expect(codes.size).toBeGreaterThan(3);
});

test('a list that was changed anywhere never vouches for anything', () => {
  const own = readCertificate(leaf.encoding);
  fc.assert(
    fc.property(mutations, (list) => {
      const bytes = mutate(crl, list);
      fc.pre(!bytes.equals(crl));
      codeOf(() => {
        const rules = { ...defaultChainRules, purposes: null };
        const input = {
          leaf: own,
          pool: [],
          anchors,
          nowSeconds: mintedAtSeconds,
          rules,
          crls: [readCrl(bytes)],
        };
        expect('finding' in validateChain(input)).toBe(true);
      });
    }),
    { numRuns },
  );
});

test('a header with anything for its chain is refused by a code of ours', async () => {
  const verifier = makeCertifiedVerifier([root], { purposes: ['jwt'] });
  const entry = fc.oneof(
    fc.constant(leaf.encoding.toString('base64')),
    fc.constant(root.encoding.toString('base64')),
    mutations.map((list) => mutate(leaf.encoding, list).toString('base64')),
    fc.base64String(),
    fc.string(),
    fc.jsonValue(),
  );
  const forged = { ...leaf, key: root.key };
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.array(entry, { maxLength: 7 }), fc.jsonValue()), async (x5c) => {
      const token = certifiedToken({ leaf: forged, header: { x5c } });
      const error: unknown = await verifier.verify(token).catch((reason: unknown) => reason);
      expect(isRejection(error)).toBe(true);
    }),
    { numRuns: Math.ceil(numRuns / 10) },
  );
});

test('any bytes at all are read or refused, and read the same again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const code = codeOf(() => readCertificate(bytes));
      expect(codeOf(() => readCertificate(bytes))).toBe(code);
      expect(code).not.toBe('read');
    }),
    { numRuns },
  );
});

test('the certificate and the list that are changed are good', () => {
  const input = {
    leaf: readCertificate(leaf.encoding),
    pool: [],
    anchors,
    nowSeconds: mintedAtSeconds,
    rules: { ...defaultChainRules, purposes: new Set(['1.3.6.1.5.5.7.3.37']) },
  };
  expect('path' in validateChain({ ...input, crls: [readCrl(crl)] })).toBe(true);
});
