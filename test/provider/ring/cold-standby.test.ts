import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy, publishedKeysAtMost } from '../../../provider/ring/check-policy.js';
import type { Unsealed } from '../../../provider/ring/cold-standby.js';
import { planColdStandby, readyColdKey } from '../../../provider/ring/cold-standby.js';
import { decideRetirement } from '../../../provider/ring/decide-retirement.js';
import { decideRevocation } from '../../../provider/ring/decide-revocation.js';
import { revocationConsequences } from '../../../provider/ring/exposure.js';
import { foresee } from '../../../provider/ring/foresee.js';
import { plan } from '../../../provider/ring/plan.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { applySteps } from '../../../provider/ring/steps.js';
import { randomRuns, replay } from '../../support/random-deeds.js';
import { endsOf, refusalOf, statesOf, stepsOf } from '../../support/ring-cases.js';
import { ringProperties } from '../../support/ring-properties.js';
import { RotationWorld } from '../../support/rotation-world.js';

const LEAD_SECONDS = 1800;
const RENEWAL_SECONDS = 40_000;
const coldPolicy = (recoveryKid = 'recovery', renewalIntervalSeconds = RENEWAL_SECONDS) =>
  resolvePolicy({
    series: [{ alg: 'RS256' }],
    coldStandby: { renewalIntervalSeconds, recoveryKey: { kid: recoveryKid, x: 'x', y: 'y' } },
  });

/** key-1 signs, key-2 is the standby, key-3 the cold one. */
const coldWorld = () => new RotationWorld(coldPolicy());
const waited = (seconds: number) => coldWorld().run([{ do: 'wait', seconds }]);
const ask = (world: RotationWorld, unsealed?: Unsealed, kid = 'key-1') =>
  decideRevocation(world.ring, { kid, replaceWith: 'cold', reason: 'stolen', unsealed }, world.context());

describe('in an emergency', () => {
  test('it takes over in the one commit, the standby goes with the stolen key, and both get successors', () => {
    const world = waited(LEAD_SECONDS);
    expect(stepsOf(ask(world, { kid: 'key-3' }))).toEqual([
      'revoke',
      'revoke',
      'unseal',
      'activate',
      'publish',
      'publish-cold',
    ]);
    world.perform({ do: 'revoke', pick: 0, replaceWith: 'cold' });
    expect(statesOf(world.ring)).toEqual({ 'key-3': 'active', 'key-4': 'standby', 'key-5': 'cold' });
    expect(endsOf(world.ring)).toEqual({ 'key-1': 'revoked', 'key-2': 'revoked' });
    expect(world.ring.series[0]?.keys[0]).toMatchObject({ kid: 'key-3', wrappedPrivateKey: 'wrapped key-3' });
    expect(world.ring.series[0]?.keys[0]).not.toHaveProperty('sealedTo');
  });

  test('a second before its lead it is refused, with the seconds to wait and what helps now', () => {
    const world = waited(LEAD_SECONDS - 1);
    expect(refusalOf(ask(world, { kid: 'key-3' }))).toMatchObject({
      rule: 'I1',
      kid: 'key-3',
      waitSeconds: 1,
      terms: { P: 10, Z: 300, S: 1200, D: 60, leadSeconds: 1800, ageSeconds: 1799 },
      cure: 'replace with a fresh key; or wait 1 s',
    });
  });

  test('the lead of parties that refetch is not enough for it', () => {
    const lead = {
      publishLeadSeconds: 430,
      jwksMaxAgeSeconds: 60,
      staleSeconds: 60,
      parties: 'refetching',
    } as const;
    const { coldStandby } = coldPolicy().series[0] ?? {};
    const policy = resolvePolicy({ ...lead, series: [{ alg: 'RS256' }], coldStandby });
    const world = new RotationWorld(policy).run([{ do: 'wait', seconds: 1569 }]);
    expect(refusalOf(ask(world, { kid: 'key-3' }))).toMatchObject({ rule: 'I1', waitSeconds: 1 });
    world.perform({ do: 'wait', seconds: 1 });
    expect(stepsOf(ask(world, { kid: 'key-3' }))).toContain('unseal');
  });

  test.each([undefined, { kid: 'key-9' }])('without the recovery key it is refused (%o)', (unsealed) => {
    expect(refusalOf(ask(waited(LEAD_SECONDS), unsealed))).toMatchObject({ rule: 'O2', kid: 'key-3' });
  });

  test('a series that keeps none is told to take a fresh key', () => {
    const world = new RotationWorld(resolvePolicy({ series: [{ alg: 'RS256' }] }));
    expect(refusalOf(ask(world, 'later'))).toMatchObject({ rule: 'I5', cure: 'replace with a fresh key' });
  });

  test('what it costs is said before: no gap, where a fresh key leaves one', () => {
    const world = waited(LEAD_SECONDS);
    const costs = (replaceWith: 'cold' | 'fresh') =>
      foresee(
        { verb: 'revoke', kid: 'key-1', replaceWith, reason: '', unsealed: 'later' },
        world.ring,
        world.context(),
      );
    expect(costs('cold').decision).toMatchObject({ granted: true });
    expect(costs('cold').consequences).toEqual({
      exposureSeconds: { healthy: 310, replicaCutOff: 610, fetchesBlocked: 1510 },
      collateralIssuanceSeconds: 930,
      gapSeconds: { expiryOnly: 0, refetching: 0, laggingReplica: 30 },
    });
    expect(costs('fresh').consequences?.gapSeconds).toMatchObject({ expiryOnly: 1510, refetching: 370 });
  });

  test('a cold key that was stolen by its recovery key is revoked and followed; it took no good token with it', () => {
    const world = waited(LEAD_SECONDS);
    expect(stepsOf(ask(world, undefined, 'key-3'))).toEqual(['revoke', 'publish-cold']);
    const [series] = world.policy.series;
    const cost = series && revocationConsequences(series, { replaceWith: 'cold', state: 'cold' });
    expect(cost).toMatchObject({ collateralIssuanceSeconds: 0, gapSeconds: { expiryOnly: 0 } });
  });

  test('it is retired like a standby, and followed', () => {
    const world = waited(0);
    expect(stepsOf(decideRetirement(world.ring, 'key-3', world.context()))).toEqual([
      'remove',
      'publish-cold',
    ]);
  });

  test('nothing signs with it while it is sealed', () => {
    const world = waited(LEAD_SECONDS);
    const [series] = world.policy.series;
    if (series === undefined) throw new Error('a policy has a series');
    const activate = [
      { do: 'revoke', kid: 'key-1', reason: 'test' },
      { do: 'activate', series, kid: 'key-3' },
    ] as const;
    expect(() => applySteps(world.ring, activate, world.nowSeconds)).toThrow('is sealed');
  });
});

describe('it ages', () => {
  test('a younger one is published when its time has come, and takes its place after its own lead', () => {
    const world = waited(RENEWAL_SECONDS - 1);
    const planned = () =>
      planColdStandby(world.ring.series[0], coldPolicy().series[0] as never, world.nowSeconds);
    expect(planned()).toEqual([]);
    world.perform({ do: 'wait', seconds: 1 });
    expect(planned().map((step) => step.do)).toEqual(['publish-cold']);
    world.perform({ do: 'tick' });
    expect(Object.values(statesOf(world.ring)).filter((state) => state === 'cold')).toHaveLength(2);
    world.perform({ do: 'wait', seconds: LEAD_SECONDS - 1 });
    world.perform({ do: 'tick' });
    expect(readyColdKey(world.ring.series[0], world.nowSeconds)?.kid).toBe('key-3');
    world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
    expect(endsOf(world.ring)).toMatchObject({ 'key-3': 'removed' });
    expect(readyColdKey(world.ring.series[0], world.nowSeconds)?.kid).toBe('key-4');
  });

  test('another recovery key: the old one is of use until the new one has waited', () => {
    const world = waited(LEAD_SECONDS).run([{ do: 'adopt', policy: coldPolicy('other') }, { do: 'tick' }]);
    expect(readyColdKey(world.ring.series[0], world.nowSeconds)).toMatchObject({ sealedTo: 'recovery' });
    world.run([{ do: 'wait', seconds: LEAD_SECONDS }, { do: 'tick' }]);
    const cold = world.ring.series[0]?.keys.filter(({ state }) => state === 'cold');
    expect(cold).toMatchObject([{ sealedTo: 'other' }]);
  });

  test('twice another recovery key within a lead: never a third, the one of use stays', () => {
    const world = waited(LEAD_SECONDS).run([{ do: 'adopt', policy: coldPolicy('other') }, { do: 'tick' }]);
    world.run([{ do: 'adopt', policy: coldPolicy('third') }, { do: 'tick' }]);
    const cold = world.ring.series[0]?.keys.filter(({ state }) => state === 'cold');
    expect(cold?.map(({ sealedTo }) => sealedTo)).toEqual(['recovery', 'third']);
  });

  test('no longer configured, it leaves', () => {
    const world = waited(0).run([
      { do: 'adopt', policy: resolvePolicy({ series: [{ alg: 'RS256' }] }) },
      { do: 'tick' },
    ]);
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby' });
  });

  test('a ring from before gets one by the policy, and it waits like any other', () => {
    const world = new RotationWorld(resolvePolicy({ series: [{ alg: 'RS256' }] }));
    world.run([{ do: 'adopt', policy: coldPolicy() }, { do: 'tick' }]);
    expect(statesOf(world.ring)).toMatchObject({ 'key-3': 'cold' });
    expect(plan(world.ring, world.context()).nextChangeAtSeconds).toBe(world.nowSeconds + LEAD_SECONDS);
  });
});

test('I8: it counts for two, and is renewed no sooner than its lead', () => {
  const [series] = coldPolicy().series;
  const [plain] = resolvePolicy({ series: [{ alg: 'RS256' }] }).series;
  expect(series && publishedKeysAtMost(series)).toEqual({ scheduled: 5, operators: 6 });
  expect(plain && publishedKeysAtMost(plain)).toEqual({ scheduled: 3, operators: 4 });
  const rowOf = (seconds: number) =>
    checkPolicy(coldPolicy('recovery', seconds), 30).find(({ what }) => what === 'cold renewal interval');
  expect(rowOf(LEAD_SECONDS)).toMatchObject({ rule: 'I8', holds: true, boundSeconds: LEAD_SECONDS });
  expect(rowOf(LEAD_SECONDS - 1)).toMatchObject({ holds: false });
});

test('every property of the rules holds with cold standbys, whatever happens', () => {
  fc.assert(
    fc.property(randomRuns({ kind: 'changing policy', cold: true }), (run) => {
      const history = replay(run);
      for (const [name, property] of Object.entries(ringProperties))
        expect([name, property(history)]).toEqual([name, null]);
      for (const { ring } of history.versions)
        for (const { keys } of ring.series)
          expect(keys.filter(({ state }) => state === 'cold').length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
});
