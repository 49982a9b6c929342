import fc from 'fast-check';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { expect, test } from 'vitest';
import { audience, issuer, makeKey, nowSeconds } from '../made-tokens.js';
import { holder, makeChainVerifier, makeInner, makeOuter, subject, trusted } from './chain-stand.js';

const verifier = makeChainVerifier({}, { algorithms: ['ES256', 'Ed25519'] });

interface Change {
  readonly at: number;
  readonly how: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.oneof(fc.integer({ min: 0, max: 127 }).map(String.fromCharCode), fc.constantFrom('', 'twice')),
});

function changeOne(text: string, { at, how }: Change): string {
  const place = at % text.length;
  const old = text[place] ?? '';
  return text.slice(0, place) + (how === 'twice' ? old + old : how) + text.slice(place + 1);
}

test('any character of a good chain changed, dropped or doubled is never accepted', async () => {
  const token = makeOuter();
  await fc.assert(
    fc.asyncProperty(change, async (how) => {
      const changed = changeOne(token, how);
      expect((await verifier.judge(changed)) === 'accepted').toBe(changed === token);
    }),
    { numRuns: 1000 },
  );
});

test('any character of the inner changed, and the outer signed anew by its holder: never accepted', async () => {
  const inner = makeInner();
  await fc.assert(
    fc.asyncProperty(change, async (how) => {
      const changed = changeOne(inner, how);
      const verdict = await verifier.judge(makeOuter({ inner: changed }));
      if (changed === inner) expect(verdict).toBe('accepted');
      else expect(verdict).toMatch(/^(jwc_|issuer_|header_too_large)/);
    }),
    { numRuns: 600 },
  );
});

test('anything at all as the jwc: a verdict by name, never another error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.string(), fc.constant('a.b.c')), async (inner) => {
      expect(await verifier.judge(makeOuter({ inner }))).toMatch(/^(jwc_|issuer_not|json_|header_too)/);
    }),
    { numRuns: 500 },
  );
});

const ed = makeKey('Ed25519', 'client-1-K1');
const rs = makeKey('RS256', 'client-1-K1');

/** Far enough from each border that two libraries' tolerances do not matter. */
const instant = fc
  .constantFrom(-100_000, -1000, -90, 90, 200, 1000, 100_000)
  .map((offset) => nowSeconds + offset);
const odd = fc.oneof(
  instant,
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    [],
    {},
    subject,
    issuer,
    audience,
    [audience],
    [audience, 7],
  ),
);
/** Good ones are rare among random ones: most parts are left as they are. */
const mostly = <T>(usual: T, others: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: others });
const changesOf = (names: readonly string[]) =>
  mostly<Record<string, unknown>>(
    {},
    fc
      .array(fc.tuple(fc.constantFrom(...names), odd), { minLength: 1, maxLength: 2 })
      .map((entries) => Object.fromEntries(entries)),
  );
const chain = fc.record({
  inner: fc.record({
    claims: changesOf(['iss', 'aud', 'sub', 'iat', 'exp', 'nbf', 'jti', 'cnf']),
    header: mostly<object>(
      {},
      fc.constantFrom({ typ: undefined }, { typ: 'JWT' }, { kid: 'x' }, { jwc: 'a.b.c' }),
    ),
    tjwk: mostly(holder, fc.constantFrom(ed, rs)),
    key: mostly(trusted, fc.constant(makeKey('ES256', 'trust-1'))),
  }),
  outer: fc.record({
    claims: changesOf(['aud', 'sub', 'iat', 'exp', 'nbf', 'cnf']),
    header: mostly<object>({}, fc.constantFrom({ kid: 'other' }, { kid: undefined })),
    key: mostly(holder, fc.constantFrom(ed, rs)),
  }),
});

/** The rules of a chain as one would write them down with a library, the slow and plain way. */
async function isGoodByReference(token: string): Promise<boolean> {
  try {
    const currentDate = new Date(nowSeconds * 1000);
    const { jwc } = decodeProtectedHeader(token) as { jwc: string };
    const { payload: inner, protectedHeader } = await jwtVerify(
      jwc,
      createLocalJWKSet({ keys: [trusted.jwk as JWK] }),
      {
        issuer,
        audience,
        currentDate,
        typ: 'jwc-inner+jwt',
        algorithms: ['ES256', 'Ed25519'],
        requiredClaims: ['exp', 'iat', 'sub', 'jti'],
      },
    );
    const tjwk = inner.tjwk as JWK & { alg: string };
    if (!['ES256', 'Ed25519'].includes(tjwk.alg) || protectedHeader.jwc !== undefined) return false;
    const { payload: outer, protectedHeader: header } = await jwtVerify(
      token,
      await importJWK(tjwk, tjwk.alg),
      {
        audience,
        currentDate,
        algorithms: [tjwk.alg],
        requiredClaims: ['exp'],
      },
    );
    return (
      hasPlainClaims(inner) &&
      hasPlainClaims(outer) &&
      livesAtMost(inner, 86_400) &&
      livesAtMost(outer, 300) &&
      (header.kid ?? tjwk.kid) === tjwk.kid &&
      Number(outer.exp) <= Number(inner.exp) &&
      Number(outer.iat ?? Number.POSITIVE_INFINITY) >= Number(inner.iat) - 60 &&
      outer.sub === inner.sub
    );
  } catch {
    return false;
  }
}

/** Forms that the library leaves to its caller. */
function hasPlainClaims({ iss, sub, jti, aud, cnf, iat }: JWTPayload): boolean {
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  if (![iss, sub, jti].every(isText) || sub === '' || jti === '' || cnf !== undefined) return false;
  if (![aud].flat().every((name) => typeof name === 'string')) return false;
  return iat === undefined || iat <= nowSeconds + 60;
}

function livesAtMost({ exp, iat }: JWTPayload, seconds: number): boolean {
  return Number(exp) - nowSeconds <= seconds && Number(exp) - Number(iat ?? nowSeconds) <= seconds + 60;
}

test('accepted if and only if the plain reference accepts', async () => {
  const counts = { accepted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(chain, async ({ inner: given, outer }) => {
      const inner = makeInner({
        key: given.key,
        header: { ...given.header },
        claims: { tjwk: given.tjwk.jwk, ...given.claims },
      });
      const token = makeOuter({ ...outer, inner, header: { ...outer.header } });
      const isGood = await isGoodByReference(token);
      counts[isGood ? 'accepted' : 'refused']++;
      expect((await verifier.judge(token)) === 'accepted').toBe(isGood);
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(20);
});
