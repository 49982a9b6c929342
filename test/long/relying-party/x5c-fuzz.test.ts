import { expect, test } from 'vitest';
import exceptions from '../../conformance/x5c-fuzz-exceptions.json' with { type: 'json' };
import {
  type Answers,
  fuzzBytes,
  fuzzCertificates,
  fuzzHeaders,
  fuzzLists,
  fuzzSignedCertificates,
} from '../../support/x5c-fuzz.js';

/** 1,050,000 inputs in all. What is found is said, so that a figure can be quoted. */
const runs = { certificates: 300_000, signed: 300_000, lists: 200_000, headers: 50_000, bytes: 200_000 };

const explained = new Set(['none', ...Object.keys(exceptions)]);

function expectExplained(what: string, { codes, differences }: { codes: Answers; differences: Answers }) {
  console.log(what, Object.fromEntries(codes), Object.fromEntries(differences));
  expect([...differences.keys()].filter((answer) => !explained.has(answer))).toEqual([]);
}

test('changed certificates, beside node', () => {
  expectExplained('changed', fuzzCertificates(runs.certificates));
});

test('certificates that were changed and signed again, beside node', () => {
  expectExplained('signed again', fuzzSignedCertificates(runs.signed));
});

test('changed lists', () => {
  expect(fuzzLists(runs.lists).size).toBeGreaterThan(2);
});

test('headers of any kind', async () => {
  expect((await fuzzHeaders(runs.headers)).size).toBeGreaterThan(3);
});

test('any bytes', () => {
  expect(() => fuzzBytes(runs.bytes)).not.toThrow();
});
