import { expect, test } from 'vitest';
import { weierstrassCurves } from '../../../relying-party/signature/curves.js';
import { isSignatureForm } from '../../../relying-party/signature/signature-form.js';
import {
  accessClaims,
  accessHeader,
  encodeSegment,
  makeKey,
  makeVerifier,
  refusalCode,
} from '../made-tokens.js';

const curves = [
  ['ES256', 'P-256', 32],
  ['ES384', 'P-384', 48],
  ['ES512', 'P-521', 66],
] as const;
const numberOf = (value: bigint, bytes: number) =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');

test.each(curves)('%s: R||S of exact length, both numbers above 0 and below n', (alg, name, bytes) => {
  const { order } = weierstrassCurves[name];
  const form = (r: bigint, s: bigint) =>
    isSignatureForm(alg, Buffer.concat([numberOf(r, bytes), numberOf(s, bytes)]));
  expect(form(1n, 1n)).toBe(true);
  expect(form(order - 1n, order - 1n)).toBe(true);
  for (const wrong of [0n, order, order + 1n]) {
    expect(form(wrong, 1n)).toBe(false);
    expect(form(1n, wrong)).toBe(false);
  }
  for (const length of [0, 2 * bytes - 1, 2 * bytes + 1, 2 * bytes + 8])
    expect(isSignatureForm(alg, Buffer.alloc(length, 1))).toBe(false);
});

test('Ed25519 has 64 bytes; RSA has as many as its key, which the platform checks', () => {
  for (const alg of ['Ed25519', 'EdDSA'] as const) {
    expect(isSignatureForm(alg, Buffer.alloc(64))).toBe(true);
    expect(isSignatureForm(alg, Buffer.alloc(63))).toBe(false);
    expect(isSignatureForm(alg, Buffer.alloc(65))).toBe(false);
  }
  expect(isSignatureForm('RS256', Buffer.alloc(0))).toBe(false);
});

const key = makeKey('ES256');
const signingInput = `${encodeSegment(accessHeader(key))}.${encodeSegment(accessClaims())}`;
const verify = (signature: Uint8Array) =>
  refusalCode(makeVerifier([key]).verify(`${signingInput}.${encodeSegment(signature)}`));

/** The sequence of two integers that everybody but JOSE uses. */
function toDer(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const content = Buffer.from([...((bytes[start] ?? 0) > 127 ? [0] : []), ...bytes.subarray(start)]);
    return Buffer.from([2, content.length, ...content]);
  };
  const content = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.from([0x30, content.length, ...content]);
}

test('psychic signature r=s=0, r=n (CVE-2022-21449) (alg-7)', async () => {
  const n = numberOf(weierstrassCurves['P-256'].order, 32);
  expect(await verify(Buffer.alloc(64))).toBe('signature_malformed');
  expect(await verify(Buffer.concat([n, n]))).toBe('signature_malformed');
});

test('ES256 signature in DER (alg-9)', async () => {
  expect(await verify(toDer(key.sign(signingInput)))).toBe('signature_malformed');
});

test('no signature', async () => {
  expect(await verify(Buffer.alloc(0))).toBe('signature_malformed');
});
