import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { formatCommit, parseRing } from '../../../provider/stores/ring-document.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const ring = sampleRing();
const unreadable = expect.objectContaining({ code: 'ring_unreadable' });

/** The ring with one thing changed, as text. */
function spoil(change: (copy: Changeable) => void): string {
  const copy = JSON.parse(JSON.stringify(ring)) as Changeable;
  change(copy);
  return JSON.stringify(copy);
}
interface Changeable {
  readonly series: readonly { readonly keys: readonly { readonly publicJwk: object }[] }[];
  readonly former: readonly object[];
}
const keyOf = (copy: Changeable, series: number, key: number) =>
  copy.series[series]?.keys[key] ?? { publicJwk: {} };

test('a ring survives being written and read', () => {
  expect(parseRing(formatCommit(null, ring))).toEqual(ring);
  const later = turnRing(ring, 'operator');
  expect(parseRing(formatCommit(ring.epoch, later))).toEqual(later);
});

describe('what is no ring is refused', () => {
  test.each<[string, string]>([
    ['text', 'ring'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown member', spoil((copy) => Object.assign(copy, { colour: 'red' }))],
    ['a member that is missing', spoil((copy) => Reflect.deleteProperty(copy, 'policyDigest'))],
    ['another format', spoil((copy) => Object.assign(copy, { format: 2 }))],
    ['an epoch with a fraction', spoil((copy) => Object.assign(copy, { epoch: 1.5 }))],
    ['an epoch below zero', spoil((copy) => Object.assign(copy, { epoch: -1 }))],
    ['an epoch past what is exact', spoil((copy) => Object.assign(copy, { epoch: 2 ** 53 }))],
    ['an unknown algorithm', spoil((copy) => Object.assign(keyOf(copy, 0, 0), { alg: 'HS256' }))],
    ['an unknown state', spoil((copy) => Object.assign(keyOf(copy, 0, 0), { state: 'generated' }))],
    ['a private member', spoil((copy) => Object.assign(keyOf(copy, 0, 0).publicJwk, { d: 'secret' }))],
    [
      'a key without its private half',
      spoil((copy) => Object.assign(keyOf(copy, 0, 0), { wrappedPrivateKey: '' })),
    ],
    ['two active keys', spoil((copy) => Object.assign(keyOf(copy, 0, 1), { state: 'active' }))],
    ['two standby keys', spoil((copy) => Object.assign(keyOf(copy, 0, 0), { state: 'standby' }))],
    ['two series of one name', spoil((copy) => Object.assign(copy.series[1] ?? {}, { name: 'ES256' }))],
    ['one kid in two series', spoil((copy) => Object.assign(keyOf(copy, 1, 0), { kid: 'ES256-first' }))],
    [
      'a kid that was used before',
      spoil((copy) => Object.assign(copy.former[0] ?? {}, { kid: 'ES256-first' })),
    ],
    ['its own prototype', JSON.stringify(ring).replace('{', '{"__proto__":{},')],
  ])('%s', (_what, text) => {
    expect(() => parseRing(text)).toThrow(unreadable);
  });

  test('a document past every ring’s size', () => {
    const text = `${JSON.stringify(ring)}${' '.repeat(16 * 1024 * 1024)}`;
    expect(() => parseRing(text)).toThrow(unreadable);
  });

  test('whatever else is found in its place, and the refusal does not repeat it', () => {
    const secret = 'mDxaw9Vk';
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), fc.boolean(), (value, asJson) => {
        const text = asJson
          ? JSON.stringify({ [secret]: value, issuer: secret })
          : `${secret}${typeof value === 'string' ? value : JSON.stringify(value)}`;
        expect(() => parseRing(text)).toThrow(
          expect.objectContaining({ code: 'ring_unreadable', message: expect.not.stringContaining(secret) }),
        );
        expect(() => parseRing(text)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
      }),
    );
  });

  test('by where it is wrong, which is no content', () => {
    const text = spoil((copy) => Object.assign(keyOf(copy, 0, 1), { kid: 17 }));
    expect(() => parseRing(text)).toThrow('series.0.keys.1.kid');
  });
});

describe('what is committed', () => {
  test('follows the epoch that it replaces', () => {
    expect(() => formatCommit(ring.epoch, ring)).toThrow(RangeError);
    expect(() => formatCommit(ring.epoch + 5, ring)).toThrow(RangeError);
  });

  test('can be read back', () => {
    const broken: KeyRing = { ...ring, createdAtSeconds: Number.NaN };
    expect(() => formatCommit(null, broken)).toThrow(unreadable);
  });
});
