import { describe, expect, test } from 'vitest';
import { activateKey, endKey, publishKey } from '../../../provider/ring/key-changes.js';
import { applySteps } from '../../../provider/ring/steps.js';
import type { KeyState } from '../../../provider/ring/transitions.js';
import { assertTransition, TransitionError, transitions } from '../../../provider/ring/transitions.js';
import { counterKey } from '../../support/counter-keys.js';
import { freshWorld, rotatedWorld } from '../../support/ring-cases.js';

const states: readonly KeyState[] = ['generated', 'standby', 'active', 'retiring', 'removed', 'revoked'];
/** The sentence of the rules, pair by pair. */
const allowed = new Set([
  'generated standby',
  'standby active',
  'active retiring',
  'retiring removed',
  'retiring active',
  'standby removed',
  'generated revoked',
  'standby revoked',
  'active revoked',
  'retiring revoked',
  'removed revoked',
]);
const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));

test.each(pairs)('%s -> %s is as the table says', (from, to) => {
  const attempt = () => assertTransition(from, to, 'key-1');
  if (allowed.has(`${from} ${to}`)) expect(attempt).not.toThrow();
  else expect(attempt).toThrow(TransitionError);
});

test('nothing comes after revocation', () => {
  expect(transitions.revoked).toEqual([]);
});

describe('steps that the lifecycle forbids are defects', () => {
  const world = rotatedWorld();
  const { ring, nowSeconds } = world;
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const wrapped = 'wrapped';
  const publish = (kid: string, into = ring) =>
    publishKey(into, series, counterKey(kid, 'RS256'), wrapped, nowSeconds);
  const withoutStandby = applySteps(
    ring,
    [{ do: 'remove', kid: 'key-3', atSeconds: nowSeconds, reason: 'test' }],
    nowSeconds,
  );

  test.each(['key-1', 'key-2'])('the kid of a published key, %s, names no second key (I7)', (kid) => {
    expect(() => publish(kid, withoutStandby)).toThrow('I7');
  });

  test('the kid of a former key names no second key (I7)', () => {
    expect(() => publish('key-3', withoutStandby)).toThrow('I7');
    expect(() => publish('key-4', withoutStandby)).not.toThrow();
  });

  test('there is one standby', () => {
    expect(() => publish('key-4')).toThrow('standby');
  });

  test('there is one signer (I5)', () => {
    expect(() => activateKey(ring, series, 'key-3', nowSeconds)).toThrow('I5');
  });

  test('a key that is not there cannot end, and a revoked one cannot end again', () => {
    const end = { state: 'revoked', atSeconds: nowSeconds, reason: 'test' } as const;
    expect(() => endKey(ring, 'key-9', end)).toThrow(TransitionError);
    const revoked = endKey(ring, 'key-1', end);
    expect(() => endKey(revoked, 'key-1', end)).toThrow(TransitionError);
  });

  test('an active key is never removed, only revoked', () => {
    const end = { state: 'removed', atSeconds: nowSeconds, reason: 'test' } as const;
    expect(() => endKey(ring, 'key-2', end)).toThrow(TransitionError);
  });

  test.each([
    ['open-series', { do: 'open-series', series }],
    ['close-series', { do: 'close-series', name: 'RS256' }],
    ['close-series of none', { do: 'close-series', name: 'ES256' }],
    ['activate of none', { do: 'activate', series: { ...series, name: 'ES256' }, kid: 'key-9' }],
    ['demote of none', { do: 'demote', kid: 'key-9' }],
  ] as const)('%s out of order', (_what, step) => {
    expect(() => applySteps(ring, [step], nowSeconds)).toThrow(TransitionError);
  });
});

test('what ends is kept in the history without its private half', () => {
  const { ring, nowSeconds } = freshWorld();
  const ended = endKey(ring, 'key-2', { state: 'revoked', atSeconds: nowSeconds + 5, reason: 'stolen' });
  expect(ended.former).toEqual([
    {
      kid: 'key-2',
      alg: 'RS256',
      publicJwk: expect.any(Object),
      series: 'RS256',
      state: 'revoked',
      publishedAtSeconds: nowSeconds,
      activatedAtSeconds: null,
      demotedAtSeconds: null,
      endedAtSeconds: nowSeconds + 5,
      reason: 'stolen',
    },
  ]);
  expect(JSON.stringify(ended)).not.toContain('wrapped key-2');
});
