import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rejectionStatus } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { findVectors, judgeChain, readChainCases, vectorsMissing } from './chainjwt-vectors.js';

interface VectorException {
  readonly code: string;
  /** The rule that decides. */
  readonly rule: string;
  readonly reason: string;
}

const exceptions = JSON.parse(
  readFileSync(join(import.meta.dirname, 'chainjwt-exceptions.json'), 'utf8'),
) as Readonly<Record<string, VectorException>>;
const cases = readChainCases();

test('the vectors are at hand wherever it matters', () => {
  if (findVectors() === undefined) console.warn(vectorsMissing);
  expect(findVectors() !== undefined || process.env.CI === undefined, vectorsMissing).toBe(true);
});

test.each(cases)('$class, $expected: $name', async (given) => {
  const verdict = await judgeChain(given);
  const exception = exceptions[given.name];
  if (exception !== undefined) expect(verdict).toBe(exception.code);
  else if (given.expected === 'accept') expect(verdict).toBe('accepted');
  // Refused for a reason of the token's, or of the configuration where that is the fault.
  else if (verdict !== 'option_invalid') expect(Object.keys(rejectionStatus)).toContain(verdict);
});

test.each(cases.filter(({ class: kind, expected }) => kind === 'bad' && expected === 'reject'))(
  'refused under the strict defaults as well: $name',
  async (given) => {
    const strict = { allowUntypedInner: false, binding: 'sub-equals-sub' } as const;
    expect(await judgeChain(given, strict)).not.toBe('accepted');
  },
);

/** What each outer that the published library lets through, with the inner's payload and no error, is refused with. */
const letThrough: Readonly<Record<string, string>> = {
  'bad-tjwk-okp-short-x': 'jwc_tjwk_malformed',
  'bad-outer-payload-changed': 'signature_invalid',
  'bad-outer-signature-empty': 'signature_malformed',
  'bad-outer-signed-by-trusted-key': 'jwc_outer_kid_mismatch',
  'bad-outer-kid-differs-from-tjwk': 'jwc_outer_kid_mismatch',
  'bad-outer-kid-number': 'kid_invalid',
  'bad-outer-alg-absent': 'alg_missing',
  'bad-outer-alg-of-other-family': 'jwc_outer_alg_mismatch',
  'bad-outer-es256-der-signature': 'signature_malformed',
  'bad-outer-not-yet': 'token_not_yet_valid',
  'bad-outer-exp-too-far': 'jwc_outer_outlives_inner',
  'bad-outer-aud-absent': 'audience_missing',
  'bad-chain-mixed-clients': 'jwc_outer_kid_mismatch',
};
const opened = cases.filter(({ expected, chainjwt }) => expected === 'reject' && chainjwt.head === 'accept');

test.each(opened.filter(({ class: kind }) => kind === 'bad'))(
  'let through elsewhere, refused here by its own code: $name',
  async (given) => {
    expect(await judgeChain(given)).toBe(letThrough[given.name]);
  },
);

test.each(Object.entries(exceptions))(
  'exception %s is one, and says by which rule',
  async (name, exception) => {
    const given = cases.find((other) => other.name === name);
    expect(given === undefined).toBe(cases.length === 0);
    expect(given?.expected ?? 'accept').toBe('accept');
    expect(exception.rule).toMatch(/^J\d$/);
    expect(exception.reason.length).toBeGreaterThan(40);
  },
);
