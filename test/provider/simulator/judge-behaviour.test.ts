import { profiles } from '@keyturn/shared/profiles';
import { expect, test } from 'vitest';
import { type BehaviourName, createBehaviour } from '../../../provider/simulator/behaviours.js';
import { judgeBehaviour } from '../../../provider/simulator/judge-behaviour.js';
import { policyWith } from './study.js';

const judge = (name: BehaviourName, options: Parameters<typeof policyWith>[0] = {}) =>
  judgeBehaviour(createBehaviour(name, profiles.default.verifier), policyWith(options));

test.each([
  ['ours', 'yes', 1570, 310],
  ['jose', 'yes', 970, 610],
  ['oauth4webapi', 'yes', 670, 310],
  ['istio', 'yes', 1570, 1210],
  ['go-oidc', 'if-it-refetches', 640, null],
  ['microsoft', 'if-it-refetches', 670, 46_750],
] as const)('%s under the default policy', (name, rotationSafe, leadNeededSeconds, exposureBoundSeconds) => {
  expect(judge(name)).toMatchObject({ rotationSafe, leadNeededSeconds, exposureBoundSeconds });
});

test('one second below the bound is not safe, and the cure names both numbers', () => {
  const at = (cachedAtMostSeconds: number) =>
    judge('istio', { cachedAtMostSeconds, publishLeadSeconds: cachedAtMostSeconds + 370 });
  expect(at(1200)).toMatchObject({ rotationSafe: 'yes', cure: null });
  const below = at(1199);
  expect(below).toMatchObject({ rotationSafe: 'no' });
  expect(below.cure).toContain('publishLeadSeconds to 1570 s or more');
  expect(below.cure).toContain('PILOT_JWT_PUB_KEY_REFRESH_INTERVAL of the party to 1199 s or less');
});

test('the profile for parties that cache for a day is safe for all of them, and tells their exposure', () => {
  for (const name of ['jose', 'istio', 'microsoft'] as const)
    expect(judge(name, { profile: 'wide' })).toMatchObject({
      rotationSafe: 'yes',
      exposureAsTold: true,
      cure: null,
    });
});

test('a cure is told for a behaviour that keeps a revoked key for longer than the policy says', () => {
  expect(judge('microsoft').cure).toContain('AutomaticRefreshInterval of the party to 1500 s or less');
  expect(judge('go-oidc').cure).toContain('--replace-with fresh');
});
