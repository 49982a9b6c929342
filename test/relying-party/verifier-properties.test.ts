import fc from 'fast-check';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import {
  accessClaims,
  accessHeader,
  audience,
  compact,
  encodeSegment,
  issuer,
  makeKey,
  makeVerifier,
  nowSeconds,
} from './made-tokens.js';

const keys = (['RS256', 'ES256', 'Ed25519'] as const).map((alg) => makeKey(alg));
const [rsa, ec, ed] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
const verifier = makeVerifier(keys);
const verdict = (token: string) => verifier.verify(token).catch(({ code }: { code: string }) => code);

test('any byte of a good token changed, dropped or doubled is never accepted', async () => {
  const tokens = keys.map((key) => compact(key, accessHeader(key), accessClaims()));
  const change = fc.record({
    token: fc.constantFrom(...tokens),
    at: fc.nat(),
    how: fc.oneof(fc.integer({ min: 0, max: 127 }).map(String.fromCharCode), fc.constantFrom('', 'twice')),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ token, at, how }) => {
      const place = at % token.length;
      const old = token[place] ?? '';
      const written = how === 'twice' ? old + old : how;
      const changed = token.slice(0, place) + written + token.slice(place + 1);
      const outcome = await verdict(changed);
      if (changed === token) expect(outcome).toMatchObject({ issuer });
      else expect(typeof outcome).toBe('string');
    }),
    { numRuns: 1500 },
  );
});

test('anything at all: a verdict by name, never another error', async () => {
  const segment = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.json().map(encodeSegment),
    fc.uint8Array({ maxLength: 80 }).map(encodeSegment),
  );
  const token = fc.oneof(
    fc.string(),
    fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.')),
    fc
      .tuple(segment, segment)
      .map(([payload, signature]) => `${encodeSegment(accessHeader(ec))}.${payload}.${signature}`),
    fc.anything(),
  );
  await fc.assert(
    fc.asyncProperty(token, async (anything) => {
      expect(await verdict(anything as string)).toMatch(/^[a-z0-9_]+$/);
    }),
    { numRuns: 1500 },
  );
});

/** Claims and headers near the good ones, in every direction. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e12,
    '',
    [],
    {},
    issuer,
    audience,
    [audience],
    nowSeconds + 60,
  ),
  fc.jsonValue(),
);
const changes = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), fc.option(odd, { nil: undefined }), { maxKeys: 2 });
const nearlyGood = fc
  .record({
    key: fc.constantFrom(...keys),
    signer: fc.constantFrom(rsa, ec, ed),
    same: fc.integer({ min: 0, max: 9 }),
    header: changes(['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'x5c', 'extra', 'keyturn_epoch']),
    claims: changes(['iss', 'aud', 'exp', 'nbf', 'iat', 'sub', 'jti', 'client_id', 'extra']),
  })
  .map(({ key, signer, same, header, claims }) =>
    // Mostly the right key signs: a wrong signature alone would hide everything else.
    compact(same > 0 ? key : signer, accessHeader(key, header), accessClaims(claims)),
  );

test('accepted by us implies accepted by jose, with the same claims', async () => {
  const set = createLocalJWKSet({ keys: keys.map(({ jwk }) => ({ ...jwk }) as never) });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(nearlyGood, async (token) => {
      const ours = await verdict(token);
      if (typeof ours === 'string') return;
      accepted++;
      const theirs = await jwtVerify(token, set, {
        issuer,
        audience,
        typ: 'at+jwt',
        clockTolerance: 60,
        currentDate: new Date(nowSeconds * 1000),
      });
      expect(theirs.payload).toEqual(ours.claims);
    }),
    { numRuns: 1500 },
  );
  // Else the generator would make nothing but what is refused, and show nothing.
  expect(accepted).toBeGreaterThan(150);
});

test('what is accepted is exactly what was signed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), async (extra) => {
      // Through text, so that a member named __proto__ is a member.
      const payload = JSON.stringify({ extra: JSON.parse(JSON.stringify(extra)), ...accessClaims() });
      const outcome = await verdict(compact(ec, accessHeader(ec), payload));
      expect(outcome).toMatchObject({ issuer });
      expect((outcome as { claims: unknown }).claims).toEqual(JSON.parse(payload));
    }),
    { numRuns: 150 },
  );
});
