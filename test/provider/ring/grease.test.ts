import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { epochMember } from '@keyturn/shared/epoch';
import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { greaseKeySet } from '../../../provider/ring/grease.js';
import { type PublishedKeySet, publishedKeySet } from '../../../provider/ring/published-keys.js';
import { ServedViews } from '../../../provider/rotator/served-view.js';
import { type RandomRun, randomRuns, replay } from '../../support/random-deeds.js';
import { rotatedWorld } from '../../support/ring-cases.js';

const issuer = 'https://issuer.example';
const world = rotatedWorld();
const plain = publishedKeySet(world.ring, world.nowSeconds);
const kidsOf = (set: PublishedKeySet) => set.keys.map(({ kid }) => kid);
const decoyOf = (lastModifiedSeconds: number, of = issuer) =>
  greaseKeySet({ keys: [], [epochMember]: 1 }, of, lastModifiedSeconds).keys[0];
/** Tuesday, 2027-01-12, 10:00 UTC. */
const turn = Date.UTC(2027, 0, 12, 10) / 1000;

test('adds one key and one member that nobody knows, and takes nothing away', () => {
  const greased = greaseKeySet(plain, issuer, turn);
  expect(greased.keys).toHaveLength(plain.keys.length + 1);
  expect(kidsOf(greased)).toEqual(expect.arrayContaining(kidsOf(plain)));
  const unknown = Object.keys(greased).filter((name) => !Object.hasOwn(plain, name));
  expect(unknown).toEqual([expect.stringMatching(/^grease_[0-9a-f]{8}$/)]);
  expect(greased[epochMember]).toBe(plain[epochMember]);
});

test('is a function of the set and of its last change: replicas serve the same bytes', () => {
  const once = JSON.stringify(greaseKeySet(plain, issuer, turn));
  expect(JSON.stringify(greaseKeySet({ ...plain, keys: [...plain.keys].reverse() }, issuer, turn))).toBe(
    once,
  );
});

test('the decoy is a sound key by its own thumbprint, public members alone', async () => {
  const decoys = Array.from({ length: 40 }, (_, week) => decoyOf(turn + week * 604_800));
  for (const decoy of decoys) {
    expect(decoy).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(privateMembersOf({ ...decoy })).toEqual([]);
    expect(decoy?.kid).toBe(await calculateJwkThumbprint(decoy as JWK));
    expect(createPublicKey({ key: { ...decoy }, format: 'jwk' }).asymmetricKeyType).toBe('ec');
  }
  expect(new Set(decoys.map((decoy) => decoy?.kid)).size).toBe(40);
});

test('it is another each week, on a Tuesday at ten, and another at another issuer', () => {
  expect(decoyOf(turn)).toEqual(decoyOf(turn + 604_799.9));
  expect(decoyOf(turn)).not.toEqual(decoyOf(turn - 0.1));
  expect(decoyOf(turn)).not.toEqual(decoyOf(turn, 'https://other.example'));
});

test('the order says nothing, and changes with the epoch', () => {
  const firsts = Array.from({ length: 60 }, (_, epoch) => {
    const [first] = kidsOf(greaseKeySet({ ...plain, [epochMember]: epoch }, issuer, turn));
    return plain.keys.findIndex(({ kid }) => kid === first);
  });
  expect(new Set(firsts)).toEqual(new Set([-1, 0, 1, 2]));
});

test('whatever the set and the time, no key is lost, doubled or changed', () => {
  const kids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(kids, fc.nat(), fc.double({ min: 0, max: 4e9, noNaN: true }), (names, epoch, at) => {
      const keys = names.map((kid) => ({ kty: 'RSA', kid }));
      const greased = greaseKeySet({ keys, [epochMember]: epoch }, issuer, at);
      expect(greased.keys.filter(({ kty }) => kty === 'RSA').sort(byKid)).toEqual([...keys].sort(byKid));
      expect(greased.keys).toHaveLength(keys.length + 1);
    }),
    { numRuns: 100 },
  );
});

/** A set that loses a key without a higher epoch is distrusted, and the decoy is a key as well (I11). */
function changesWithoutEpoch(
  run: RandomRun,
  instantOf: (lastChange: number, now: number) => number,
): boolean {
  const served = new Map<number, string>();
  for (const { ring, policy, fromSeconds, untilSeconds } of replay(run).versions)
    for (const at of [fromSeconds, untilSeconds]) {
      const { keySet, lastModifiedSeconds } = new ServedViews().derive(ring, policy, at);
      // Days become weeks, so that many a run goes past a turn.
      const instant = instantOf(lastModifiedSeconds, at) * 5000;
      const text = JSON.stringify(greaseKeySet(keySet, issuer, instant));
      const { [epochMember]: epoch } = keySet;
      if ((served.get(epoch) ?? text) !== text) return true;
      served.set(epoch, text);
    }
  return false;
}

test.each([
  ['its last change', false, (lastChange: number) => lastChange],
  ['the time of day, which would be wrong', true, (_: number, now: number) => now],
])('a set greased by %s changes without a higher epoch: %s', (_by, found, instantOf) => {
  const runs = fc.property(
    randomRuns({ kind: 'fixed policy' }),
    (run) => !changesWithoutEpoch(run, instantOf),
  );
  const details = fc.check(runs, { seed: 20_270_112, numRuns: found ? 500 : 15, endOnFailure: true });
  expect(details.failed, String(details.errorInstance)).toBe(found);
});

const byKid = (a: { kid?: string }, b: { kid?: string }) => (String(a.kid) < String(b.kid) ? -1 : 1);

test('a token that names the decoy is refused', async () => {
  const decoy = decoyOf(turn);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: issuer, sub: 'a', aud: 'b', client_id: 'c', jti: 'd', iat: turn, exp: turn + 60 };
  const input = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: decoy?.kid })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const verifier = createVerifier({
    issuers: [{ issuer, audience: 'b', discovery: { jwks: { keys: decoy === undefined ? [] : [decoy] } } }],
    clock: new VirtualClock(turn),
  });
  await expect(verifier.verify(`${input}.${signature.toString('base64url')}`)).rejects.toMatchObject({
    code: 'signature_invalid',
  });
});
