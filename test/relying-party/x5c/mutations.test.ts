import { expect, test } from 'vitest';
import { readCertificate } from '../../../relying-party/x509/certificate.js';
import { readCrl } from '../../../relying-party/x509/crl.js';
import { collectAnchors } from '../../../relying-party/x509/trust-anchors.js';
import { defaultChainRules, validateChain } from '../../../relying-party/x509/validate-chain.js';
import exceptions from '../../conformance/x5c-fuzz-exceptions.json' with { type: 'json' };
import type { Tally } from '../../support/answer-tally.js';
import { ownOpinion } from '../../support/chain-opinions.js';
import { buildChain, noFault } from '../../support/faulty-chains.js';
import { mintedAtSeconds } from '../../support/minted-certificates.js';
import { fuzzChains, judgeFaultyChains } from '../../support/x5c-chain-fuzz.js';
import {
  fuzzBytes,
  fuzzCertificates,
  fuzzLists,
  fuzzSignedCertificates,
  judgeSingleFaults,
  objectionToSigned,
} from '../../support/x5c-fuzz.js';
import { fuzzHeaders, judgeSpellings } from '../../support/x5c-header-fuzz.js';
import { differenceToNode, ourVerdict } from '../../support/x5c-opinions.js';
import { sampleCrl, sampleLeaf, sampleRoot, signAsRoot, signedPart } from '../../support/x5c-samples.js';

// The short form; test/long has the million.

test.each<[keyof typeof exceptions, () => Tally]>([
  ['certificates beside node', () => judgeSingleFaults(differenceToNode)],
  ['signed again, beside node', () => judgeSingleFaults(objectionToSigned)],
  ['chains beside node', judgeFaultyChains],
])('%s: one fault at a time shows each exception, and nothing else', (section, judge) => {
  expect([...judge().counts.keys()].sort()).toEqual(Object.keys(exceptions[section]).sort());
});

test('headers beside node: one spelling at a time shows each exception, and nothing else', () => {
  expect([...judgeSpellings().counts.keys()].sort()).toEqual(
    Object.keys(exceptions['headers beside node']).sort(),
  );
});

test('a certificate that was changed anywhere is refused by a code of ours, and node reads it as we do', () => {
  const { codes, differences } = fuzzCertificates(1000);
  expect(codes.counts.size).toBeGreaterThan(3);
  expect(differences.besides(exceptions['certificates beside node'])).toEqual([]);
});

test('a certificate that was changed and signed again is accepted only where node finds it signed', () => {
  const { codes, differences } = fuzzSignedCertificates(600);
  expect(codes.counts.get('accepted')).toBeGreaterThan(0);
  expect(differences.besides(exceptions['signed again, beside node'])).toEqual([]);
});

test('a chain with any faults is judged as node judges its links, and never for more than there is to spend', () => {
  const { codes, differences } = fuzzChains(300);
  expect(codes.counts.get('accepted')).toBeGreaterThan(0);
  expect(codes.counts.size).toBeGreaterThan(10);
  expect(differences.besides(exceptions['chains beside node'])).toEqual([]);
});

test('a list that was changed anywhere never vouches for anything', () => {
  expect(fuzzLists(1500).counts.size).toBeGreaterThan(2);
});

test('a header with anything for its chain is accepted only for the good leaf, and refused by a code of ours', async () => {
  const { codes, differences } = await fuzzHeaders(300);
  expect(codes.counts.get('accepted')).toBeGreaterThan(0);
  expect(codes.counts.size).toBeGreaterThan(3);
  expect(differences.besides(exceptions['headers beside node'])).toEqual([]);
});

test('any bytes at all are read or refused, and read the same again', () => {
  expect(() => fuzzBytes(2000)).not.toThrow();
});

test('what is changed is good: the certificate, the list, the chain', () => {
  const input = {
    leaf: readCertificate(sampleLeaf.encoding),
    pool: [],
    anchors: collectAnchors([readCertificate(sampleRoot.encoding)]),
    nowSeconds: mintedAtSeconds,
    rules: { ...defaultChainRules, purposes: new Set(['1.3.6.1.5.5.7.3.37']) },
  };
  expect('path' in validateChain({ ...input, crls: [readCrl(sampleCrl)] })).toBe(true);
  expect(ourVerdict(signAsRoot(signedPart()))).toBe('accepted');
  expect(ownOpinion(buildChain(noFault)).path).toHaveLength(4);
});
