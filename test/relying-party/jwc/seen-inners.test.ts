import { createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createVerifierOn } from '../../../relying-party/create-verifier.js';
import type { IssuerOptions } from '../../../relying-party/options.js';
import { createNodeSignature } from '../../../relying-party/signature/node.js';
import { decodeBase64url } from '../../../relying-party/token/base64url.js';
import { audience, issuer, nowSeconds } from '../made-tokens.js';
import { judgeBy, makeChain, makeInner, makeOuter, stranger, trusted } from './chain-stand.js';

/** A verifier that counts the signatures that it verifies. */
function countingVerifier(changes: Partial<IssuerOptions['jwc']> = {}, maxCachedInners = 1000) {
  const clock = new VirtualClock(nowSeconds);
  const signature = createNodeSignature();
  let signatures = 0;
  const verifier = createVerifierOn(
    {
      clock,
      createFetch: () => () => Promise.reject(new Error('nothing may be fetched')),
      signature: {
        ...signature,
        verify(...input) {
          signatures++;
          return signature.verify(...input);
        },
      },
      decodeBase64url,
    },
    {
      trustPaths: [jwc({ maxCachedInners })],
      issuers: [
        { issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [trusted.jwk] }, ...changes } },
      ],
    },
  );
  /** The verdict, and what it cost. */
  const judge = async (token: string) => {
    const before = signatures;
    const verdict = await judgeBy(verifier, token);
    return `${verdict}, ${signatures - before}`;
  };
  return { clock, judge };
}

test('an inner seen before costs no signature, the outer always one', async () => {
  const { judge } = countingVerifier();
  expect(await judge(makeOuter())).toBe('accepted, 2');
  // Another inner of the same claims: ECDSA signs no text twice alike.
  expect(await judge(makeOuter())).toBe('accepted, 2');
  const inner = makeInner();
  expect(await judge(makeOuter({ inner }))).toBe('accepted, 2');
  expect(await judge(makeOuter({ inner, claims: { jti: 'request-2' } }))).toBe('accepted, 1');
  expect(await judge(makeOuter({ inner, key: stranger }))).toBe('signature_invalid, 1');
  expect(await judge(makeOuter({ inner, claims: { sub: 'other' } }))).toBe('jwc_binding_mismatch, 0');
});

test('by its exact text: one character more or less is another inner', async () => {
  const { judge } = countingVerifier();
  const inner = makeInner();
  await judge(makeOuter({ inner }));
  expect(await judge(makeOuter({ inner: `${inner}A` }))).toMatch(/^jwc_inner_\w+, \d$/);
  expect(await judge(makeOuter({ inner: inner.slice(0, -1) }))).toMatch(/^jwc_inner_\w+, \d$/);
});

test('forged inners are not kept, and push none out', async () => {
  const { judge } = countingVerifier({}, 1);
  const inner = makeInner();
  await judge(makeOuter({ inner }));
  for (let flood = 0; flood < 5; flood++)
    expect(await judge(makeChain({ key: stranger, header: { kid: 'trust-1' } }))).toBe(
      'jwc_inner_signature_invalid, 1',
    );
  expect(await judge(makeOuter({ inner }))).toBe('accepted, 1');
});

test('no more are kept than allowed, the oldest go first, and who is gone is verified anew', async () => {
  const { judge } = countingVerifier({}, 2);
  const inners = [makeInner(), makeInner(), makeInner()];
  for (const inner of inners) expect(await judge(makeOuter({ inner }))).toBe('accepted, 2');
  expect(await judge(makeOuter({ inner: inners[2] }))).toBe('accepted, 1');
  expect(await judge(makeOuter({ inner: inners[1] }))).toBe('accepted, 1');
  expect(await judge(makeOuter({ inner: inners[0] }))).toBe('accepted, 2');
});

test('time is checked at each hit: an inner ends though it was seen', async () => {
  const { clock, judge } = countingVerifier();
  const inner = makeInner({ claims: { exp: nowSeconds + 100 } });
  const outer = () => {
    const iat = clock.nowSeconds();
    return makeOuter({ inner, claims: { iat, exp: Math.min(iat + 60, nowSeconds + 100) } });
  };
  expect(await judge(outer())).toBe('accepted, 2');
  await clock.advanceSeconds(99);
  expect(await judge(outer())).toBe('accepted, 1');
  await clock.advanceSeconds(6);
  expect(await judge(makeOuter({ inner, claims: { exp: nowSeconds + 400 } }))).toBe('jwc_inner_expired, 0');
});

test('under another issuer’s rules a seen inner is no good', async () => {
  const innerJwks = { keys: [trusted.jwk] };
  const stricter = { innerJwks, innerIssuer: issuer, maxInnerLifetimeSeconds: 600 };
  const verifier = createVerifier({
    clock: new VirtualClock(nowSeconds),
    trustPaths: [jwc()],
    issuers: [
      { issuer, audience, trustPath: 'jwc', jwc: { innerJwks } },
      { issuer: 'gateway', audience, trustPath: 'jwc', jwc: stricter },
    ],
  });
  const inner = makeInner();
  const atGateway = makeOuter({ inner, claims: { iss: 'gateway' } });
  expect(await judgeBy(verifier, makeOuter({ inner }))).toBe('accepted');
  expect(await judgeBy(verifier, atGateway)).toBe('jwc_inner_lifetime_too_long');
  expect(await judgeBy(verifier, makeOuter({ inner }))).toBe('accepted');
});
