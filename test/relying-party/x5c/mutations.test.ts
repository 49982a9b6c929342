import { expect, test } from 'vitest';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { readCrl } from '../../../relying-party/x509/crl.js';
import { collectAnchors } from '../../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../../relying-party/x509/validate-chain.js';
import exceptions from '../../conformance/x5c-fuzz-exceptions.json' with { type: 'json' };
import { mintedAtSeconds } from '../../support/minted-certificates.js';
import {
  fuzzBytes,
  fuzzCertificates,
  fuzzHeaders,
  fuzzLists,
  fuzzSignedCertificates,
} from '../../support/x5c-fuzz.js';
import { ourVerdict } from '../../support/x5c-opinions.js';
import { sampleCrl, sampleLeaf, sampleRoot, signAsRoot, signedPart } from '../../support/x5c-samples.js';

// The short form; test/long has the million.
const explained = new Set(['none', ...Object.keys(exceptions)]);
const unexplained = (answers: ReadonlyMap<string, number>) =>
  [...answers.keys()].filter((answer) => !explained.has(answer));

test('a certificate that was changed anywhere is refused by a code of ours, and node reads it as we do', () => {
  const { codes, differences } = fuzzCertificates(2000);
  expect(codes.size).toBeGreaterThan(3);
  expect(unexplained(differences)).toEqual([]);
});

test('a certificate that was changed and signed again is accepted only where node finds it signed', () => {
  const { codes, differences } = fuzzSignedCertificates(1000);
  expect(codes.get('accepted')).toBeGreaterThan(0);
  expect(unexplained(differences)).toEqual([]);
});

test('a list that was changed anywhere never vouches for anything', () => {
  expect(fuzzLists(2000).size).toBeGreaterThan(2);
});

test('a header with anything for its chain is refused by a code of ours', async () => {
  expect((await fuzzHeaders(300)).size).toBeGreaterThan(3);
});

test('any bytes at all are read or refused, and read the same again', () => {
  expect(() => fuzzBytes(2000)).not.toThrow();
});

test('the certificate and the list that are changed are good', () => {
  const input = {
    leaf: readCertificate(sampleLeaf.encoding),
    pool: [],
    anchors: collectAnchors([readCertificate(sampleRoot.encoding)]),
    nowSeconds: mintedAtSeconds,
    rules: { ...defaultChainRules, purposes: new Set(['1.3.6.1.5.5.7.3.37']) },
  };
  expect('path' in validateChain({ ...input, crls: [readCrl(sampleCrl)] })).toBe(true);
  expect(ourVerdict(signAsRoot(signedPart()))).toBe('accepted');
});
