import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier } from '@keyturn/relying-party';
import { type X5cOptions, x5c } from '@keyturn/relying-party/x5c';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { isRejection } from '../../relying-party/rejection.js';
import { findVectors } from './suites.js';

interface MintedCase {
  readonly name: string;
  readonly expected: 'accept' | 'reject';
  readonly token: string;
  readonly rootsPem: string;
  readonly dnsName?: string;
  readonly expectedIssuer: string;
  readonly expectedAudience: string;
  readonly now: number;
}

interface TokenException {
  readonly code: string;
  readonly options: X5cOptions;
  readonly mustHave: string;
  readonly reason: string;
}

const vectors = findVectors();
const cases: readonly MintedCase[] =
  vectors === undefined ? [] : JSON.parse(readFileSync(join(vectors, 'x5c-minted/vectors.json'), 'utf8'));
const exceptions: Readonly<Record<string, TokenException>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'x5c-token-exceptions.json'), 'utf8'),
);

/** `accept`, or the code of the refusal. */
async function answer(given: MintedCase, options: X5cOptions = {}): Promise<string> {
  const { dnsName } = given;
  const verifier = createVerifier({
    clock: new VirtualClock(given.now),
    trustPaths: [x5c()],
    issuers: [
      {
        issuer: given.expectedIssuer,
        audience: given.expectedAudience,
        profile: 'anyJwt',
        leewaySeconds: 0,
        futureToleranceSeconds: 0,
        trustPath: 'x5c',
        x5c: {
          anchorsPem: given.rootsPem,
          ...(dnsName === undefined ? {} : { binding: { dns: dnsName } }),
          ...options,
        },
      },
    ],
  });
  try {
    await verifier.verify(given.token);
    return 'accept';
  } catch (error) {
    if (isRejection(error)) return error.code;
    throw error;
  }
}

test.each(cases)('a token minted by others: $name', async (given) => {
  const exception = exceptions[given.name];
  const byDefault = await answer(given);
  expect(byDefault === 'accept' ? 'accept' : 'reject').toBe(
    exception === undefined ? given.expected : 'reject',
  );
});

test.each(cases.filter(({ name }) => exceptions[name] !== undefined))(
  'what a named option decides: $name',
  async (given) => {
    const { code, options } = exceptions[given.name] ?? {};
    expect(await answer(given)).toBe(code);
    expect(await answer(given, options)).toBe(given.expected);
  },
);

test.each(vectors === undefined ? [] : [cases])('every exception is of a case', (...all) => {
  const names = all.flat().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(exceptions)));
  expect(names.length).toBeGreaterThan(50);
});
