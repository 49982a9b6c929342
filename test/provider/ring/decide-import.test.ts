import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideImport, type ImportRequest } from '../../../provider/ring/decide-import.js';
import type { FormerKey } from '../../../provider/ring/key-ring.js';
import { publishedKeySet } from '../../../provider/ring/published-keys.js';
import { counterKey } from '../../support/counter-keys.js';
import { randomRuns } from '../../support/random-deeds.js';
import { randomPolicies } from '../../support/random-policies.js';
import {
  endsOf,
  freshWorld,
  keyOf,
  policyWith,
  refusalOf,
  rotatedWorld,
  statesOf,
  stepsOf,
} from '../../support/ring-cases.js';
import { ringProperties } from '../../support/ring-properties.js';
import { RotationWorld } from '../../support/rotation-world.js';

const earlierUse = { maxTokenLifetimeSeconds: 7200 };
const force = { reason: 'moved here from the old issuer' };

function askOf(world: RotationWorld, over: Partial<ImportRequest> = {}) {
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const request = { series, key: counterKey('theirs', 'RS256'), formerKeys: [], ...over };
  return decideImport(world.ring, request, world.context());
}

describe('a key that nobody has', () => {
  test('takes the place of the standby', () => {
    expect(stepsOf(askOf(rotatedWorld()))).toEqual(['remove', 'import']);
    const world = freshWorld();
    world.perform({ do: 'import', pick: 0, earlierSeconds: null });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'import-3': 'standby' });
    expect(endsOf(world.ring)).toEqual({ 'key-2': 'removed' });
    expect(world.ring.journal.entries).toEqual([]);
  });

  test('waits its lead like any other, from now', () => {
    const world = rotatedWorld().run([
      { do: 'wait', seconds: 86_000 },
      { do: 'import', pick: 0, earlierSeconds: null },
    ]);
    const rotate = () => world.perform({ do: 'rotate', pick: 0 });
    expect(refusalOf(world.run([{ do: 'wait', seconds: 1799 }]) && rotate())).toMatchObject({
      rule: 'I8',
      waitSeconds: 1,
    });
    world.run([{ do: 'wait', seconds: 1 }]);
    rotate();
    expect(statesOf(world.ring)['import-4']).toBe('active');
  });
});

describe('a key that relying parties have', () => {
  test('signs from now on, by force over I1; who signed retires, and a standby begins its lead', () => {
    const decision = askOf(rotatedWorld(), { alreadyPublished: earlierUse, force });
    expect(stepsOf(decision)).toEqual(['remove', 'demote', 'import', 'publish']);
    expect(decision).toMatchObject({ forced: ['I1'] });
    const world = freshWorld().run([{ do: 'import', pick: 0, earlierSeconds: 7200 }]);
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'retiring', 'import-3': 'active', 'key-4': 'standby' });
    expect(keyOf(world.ring, 'key-4').publishedAtSeconds).toBe(world.nowSeconds);
  });

  test('is refused without force, with the lead that it lacks', () => {
    expect(refusalOf(askOf(rotatedWorld(), { alreadyPublished: earlierUse }))).toMatchObject({
      rule: 'I1',
      kid: 'theirs',
      waitSeconds: 1800,
    });
  });

  test.each([
    [7200, 7200],
    [60, 900],
  ])('the life of what it signed elsewhere counts among its terms: %i', (earlier, longest) => {
    const world = freshWorld().run([{ do: 'import', pick: 0, earlierSeconds: earlier }]);
    expect(keyOf(world.ring, 'import-3').inForce.maxTokenLifetimeSeconds).toBe(longest);
  });
});

describe('is refused, force or not', () => {
  const world = rotatedWorld();
  const ended = (state: FormerKey['state']): FormerKey => ({
    ...counterKey('theirs', 'RS256'),
    series: 'RS256',
    state,
    publishedAtSeconds: 1,
    activatedAtSeconds: 2,
    demotedAtSeconds: 3,
    endedAtSeconds: 4,
    reason: null,
  });
  const other = (kid: string) => ({ ...counterKey('theirs', 'RS256'), kid });
  test.each<[string, string, string, Partial<ImportRequest>]>([
    ['another algorithm than the series', 'I13', 'ES256', { key: counterKey('theirs', 'ES256') }],
    ['the kid of a published key', 'I7', 'has this kid', { key: { ...other('key-2') } }],
    ['the kid of a removed key', 'I7', 'was removed', { formerKeys: [ended('removed')] }],
    ['the kid of a revoked key', 'I7', 'was revoked', { formerKeys: [ended('revoked')] }],
    [
      'a former key by another name',
      'I7',
      'as theirs',
      { key: other('new'), formerKeys: [ended('revoked')] },
    ],
    [
      'a published key by another name',
      'I7',
      'as key-1',
      { key: { ...counterKey('key-1', 'RS256'), kid: 'new' } },
    ],
  ])('%s', (_what, rule, words, over) => {
    for (const how of [{}, { alreadyPublished: earlierUse, force }]) {
      const guard = refusalOf(askOf(world, { ...over, ...how }));
      expect(guard).toMatchObject({ rule, waitSeconds: null });
      expect(guard.message).toContain(words);
    }
  });

  test('the kid of a key that ended in the ring itself', () => {
    const after = rotatedWorld().run([{ do: 'retire', pick: 2 }]);
    expect(endsOf(after.ring)).toEqual({ 'key-3': 'removed' });
    expect(refusalOf(askOf(after, { key: counterKey('key-3', 'RS256') }))).toMatchObject({ rule: 'I7' });
  });

  test('under another policy than the ring’s', () => {
    const [series] = world.policy.series;
    if (series === undefined) throw new Error('a policy has a series');
    const context = { ...world.context(), policy: policyWith({ tickSeconds: 6 }) };
    const request = { series, key: counterKey('theirs', 'RS256'), formerKeys: [] };
    expect(refusalOf(decideImport(world.ring, request, context))).toMatchObject({ rule: 'I14' });
  });
});

/** A run of any deeds with an import somewhere in it. */
const importsWithin = (earlierSeconds: fc.Arbitrary<number | null>) =>
  fc
    .tuple(randomRuns({ kind: 'fixed policy' }), fc.nat(20), fc.nat(9), earlierSeconds)
    .map(([run, at, pick, earlier]) => {
      const deeds = [...run.deeds];
      deeds.splice(at, 0, { do: 'import', pick, earlierSeconds: earlier });
      return { ...run, deeds };
    });

test.each(Object.entries(ringProperties))('with an import in the run: %s', (name, property) => {
  // A key with longer earlier tokens is meant to stay for longer than the policy alone says.
  const earlier = name === 'removalNotLate' ? fc.constant(0) : fc.integer({ min: 0, max: 90 });
  fc.assert(
    fc.property(importsWithin(fc.option(earlier)), ({ policy, deeds, brokenSerials }) => {
      const broken = (serial: number) => brokenSerials.includes(serial);
      expect(property(new RotationWorld(policy, broken).run(deeds).history())).toBeNull();
    }),
    { numRuns: 20 },
  );
});

/** Replaced at once by another, so that it is kept for what it signed elsewhere and for nothing else. */
function keptUntil(policy: RotationWorld['policy'], told: number, askedSeconds: number): boolean {
  const world = new RotationWorld(policy);
  world.perform({ do: 'import', pick: 0, earlierSeconds: told });
  const imported = Object.entries(statesOf(world.ring)).find(([kid]) => kid.startsWith('import-'))?.[0];
  world.perform({ do: 'import', pick: 0, earlierSeconds: 0 });
  expect(statesOf(world.ring)[imported ?? '']).toBe('retiring');
  return publishedKeySet(world.ring, world.nowSeconds + askedSeconds).keys.some(
    ({ kid }) => kid === imported,
  );
}

/** The other issuer may go on signing for L, as a replica may; what it signed then lives for E + lambda + D. */
test('its earlier tokens are over before it leaves, and one second less would be too early', () => {
  fc.assert(
    fc.property(randomPolicies('expiry-only'), fc.integer({ min: 100, max: 200 }), (policy, earlier) => {
      const [series] = policy.series;
      if (series === undefined) throw new Error('a policy has a series');
      const { signerLeaseSeconds: L, leewaySeconds: lambda, maxClockOffsetSeconds: D } = series;
      const lastNeeded = L + earlier + lambda + D - 1;
      expect(keptUntil(policy, earlier, lastNeeded)).toBe(true);
      expect(keptUntil(policy, earlier - 1, lastNeeded)).toBe(false);
    }),
    { numRuns: 50 },
  );
});
