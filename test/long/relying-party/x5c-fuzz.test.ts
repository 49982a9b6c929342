import { expect, test } from 'vitest';
import exceptions from '../../conformance/x5c-fuzz-exceptions.json' with { type: 'json' };
import { fuzzChains } from '../../support/x5c-chain-fuzz.js';
import {
  type Findings,
  fuzzBytes,
  fuzzCertificates,
  fuzzLists,
  fuzzSignedCertificates,
} from '../../support/x5c-fuzz.js';
import { fuzzHeaders } from '../../support/x5c-header-fuzz.js';

/** 1,050,000 inputs in all. What is found is said, so that a figure can be quoted. */
const runs = {
  certificates: 250_000,
  signed: 250_000,
  chains: 150_000,
  lists: 200_000,
  headers: 50_000,
  bytes: 150_000,
};

/** Each run has exceptions of its own: what one may answer excuses no other. */
function expectExplained(section: keyof typeof exceptions, { codes, differences }: Findings) {
  console.log(section, Object.fromEntries(codes.counts), Object.fromEntries(differences.counts));
  expect(differences.besides(exceptions[section])).toEqual([]);
}

test('there are a million inputs', () => {
  expect(Object.values(runs).reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(1_000_000);
});

test('changed certificates, beside node', () => {
  expectExplained('certificates beside node', fuzzCertificates(runs.certificates));
});

test('certificates that were changed and signed again, beside node', () => {
  expectExplained('signed again, beside node', fuzzSignedCertificates(runs.signed));
});

test('chains with faults, changed octets and disorder, beside node', () => {
  expectExplained('chains beside node', fuzzChains(runs.chains));
});

test('changed lists', () => {
  expect(fuzzLists(runs.lists).counts.size).toBeGreaterThan(2);
});

test('headers of any kind, beside node', async () => {
  expectExplained('headers beside node', await fuzzHeaders(runs.headers));
});

test('any bytes', () => {
  expect(() => fuzzBytes(runs.bytes)).not.toThrow();
});
