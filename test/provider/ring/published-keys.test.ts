import { describe, expect, test } from 'vitest';
import type { PolicyOptions } from '../../../provider/ring/policy.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import {
  announcedAlgorithms,
  cachePromise,
  publishedKeySet,
  seriesPolicyOrDefault,
  signingKey,
} from '../../../provider/ring/published-keys.js';
import { freshWorld, policyWith, rotatedWorld } from '../../support/ring-cases.js';
import { RotationWorld } from '../../support/rotation-world.js';

const both = resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] });

test('I13: public members only, each with kid, alg and use, and the epoch beside them', () => {
  const { ring, nowSeconds } = freshWorld();
  expect(publishedKeySet(ring, nowSeconds)).toEqual({
    keys: [
      { kty: 'OKP', crv: 'Ed25519', x: 'key-1', kid: 'key-1', alg: 'RS256', use: 'sig' },
      { kty: 'OKP', crv: 'Ed25519', x: 'key-2', kid: 'key-2', alg: 'RS256', use: 'sig' },
    ],
    keyturn_epoch: 4,
  });
});

test('I13: a new algorithm is announced a whole lead before its first use', () => {
  const world = freshWorld().run([{ do: 'adopt', policy: both }]);
  expect(announcedAlgorithms(world.ring, world.nowSeconds)).toEqual(['RS256']);
  world.perform({ do: 'tick' });
  const announcedAt = world.nowSeconds;
  expect(announcedAlgorithms(world.ring, announcedAt)).toEqual(['RS256', 'ES256']);
  world.run([{ do: 'wait', seconds: 1799 }, { do: 'tick' }]);
  expect(signingKey(world.ring, 'ES256', world.nowSeconds)).toBeUndefined();
  world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
  expect(signingKey(world.ring, 'ES256', world.nowSeconds)?.kid).toBe('key-3');
});

test('I13: an algorithm is announced until its last key is gone', () => {
  const world = new RotationWorld(both).run([{ do: 'adopt', policy: policyWith() }, { do: 'tick' }]);
  expect(announcedAlgorithms(world.ring, world.nowSeconds + 1799)).toEqual(['RS256', 'ES256']);
  expect(announcedAlgorithms(world.ring, world.nowSeconds + 1800)).toEqual(['RS256']);
});

describe('I4: what caches are promised', () => {
  const promiseAfter = (seconds: number, options: Omit<PolicyOptions, 'series'> = {}) => {
    const world = rotatedWorld(options);
    return cachePromise(world.ring, world.policy, world.nowSeconds + seconds);
  };

  test.each([0, 1799, 1800, 86_399, 86_400, 999_999])(
    'a constant M and E, %d s after a rotation',
    (seconds) => {
      expect(promiseAfter(seconds)).toEqual({ maxAgeSeconds: 300, staleIfErrorSeconds: 900 });
    },
  );

  const refetching = { parties: 'refetching', publishLeadSeconds: 430 } as const;
  test.each([
    ['the key after the standby is far', 0, 300],
    ['it begins to matter', 190, 300],
    ['nearer', 191, 299],
    ['the standby is ready', 430, 60],
    ['and waits for its turn', 80_000, 60],
  ])('only where I2 was chosen it ends before an unknown key may sign: %s', (_when, seconds, maxAge) => {
    expect(promiseAfter(seconds, refetching).maxAgeSeconds).toBe(maxAge);
  });

  test('the least of the series counts, for the set is one document', () => {
    const policy = resolvePolicy({
      series: [
        { alg: 'RS256', jwksMaxAgeSeconds: 200 },
        { alg: 'ES256', staleSeconds: 100 },
      ],
    });
    const world = new RotationWorld(policy);
    expect(cachePromise(world.ring, policy, world.nowSeconds)).toEqual({
      maxAgeSeconds: 200,
      staleIfErrorSeconds: 100,
    });
  });

  test('I14: a replica that is configured otherwise promises what the ring is turned by', () => {
    const world = freshWorld();
    const other = policyWith({ jwksMaxAgeSeconds: 3000, staleSeconds: 9000 });
    expect(cachePromise(world.ring, other, world.nowSeconds)).toEqual({
      maxAgeSeconds: 300,
      staleIfErrorSeconds: 900,
    });
  });
});

test('the default series is the first of the policy', () => {
  expect(seriesPolicyOrDefault(both, undefined)?.name).toBe('RS256');
  expect(seriesPolicyOrDefault(both, 'ES256')?.name).toBe('ES256');
  expect(seriesPolicyOrDefault(both, 'PS256')).toBeUndefined();
});
