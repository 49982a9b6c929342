import { expect, test } from 'vitest';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { applySteps } from '../../../provider/ring/steps.js';
import type { WatchdogFacts } from '../../../provider/rotator/watchdog.js';
import { watch } from '../../../provider/rotator/watchdog.js';
import { freshWorld, policyWith } from '../../support/ring-cases.js';

const { ring, policy, nowSeconds: start } = freshWorld();
const well: WatchdogFacts = {
  ring,
  snapshotAgeSeconds: 0,
  lastTickAgeSeconds: 0,
  nowSeconds: start,
  policy,
  unreadableSeries: [],
};
const day = 86_400;
const remove = (kid: string) => ({ do: 'remove', kid, atSeconds: start, reason: 'test' }) as const;
const revoke = (kid: string) => ({ do: 'revoke', kid, reason: 'test' }) as const;
const bare = applySteps(ring, [remove('key-2')], start);
const empty = applySteps(bare, [revoke('key-1')], start);
const waiting = freshWorld().run([
  { do: 'adopt', policy: resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] }) },
  { do: 'tick' },
]);
/** Its standby was replaced just before its turn came, so that the turn waits for the lead. */
const late = freshWorld().run([
  { do: 'wait', seconds: day - 1 },
  { do: 'retire', pick: 1 },
]);

test.each<[what: string, facts: Partial<WatchdogFacts>, codes: string[], maySign: boolean]>([
  ['all is well', {}, [], true],
  ['a snapshot as old as the lease', { snapshotAgeSeconds: 30 }, [], true],
  ['one that is older', { snapshotAgeSeconds: 30.001 }, ['ring_unread'], false],
  ['no ring at all', { ring: undefined }, ['ring_unread'], false],
  ['the last tick 2g ago', { lastTickAgeSeconds: 10 }, [], true],
  ['and a moment longer', { lastTickAgeSeconds: 10.001 }, ['tick_overdue'], true],
  ['a key whose turn ended', { nowSeconds: start + day }, [], true],
  ['2g later', { nowSeconds: start + day + 10 }, [], true],
  ['and a moment longer', { nowSeconds: start + day + 10.001 }, ['key_over_age'], true],
  [
    'an over-age key that waits for its successor',
    { ring: late.ring, nowSeconds: start + day + 1809 },
    [],
    true,
  ],
  ['and waited too long', { ring: late.ring, nowSeconds: start + day + 1809.001 }, ['key_over_age'], true],
  [
    'an over-age key without a successor',
    { ring: bare, nowSeconds: start + day + 11 },
    ['key_over_age'],
    true,
  ],
  ['a series without any key', { ring: empty }, ['no_active_key'], false],
  ['a new series that waits its first lead', { ring: waiting.ring, policy: waiting.policy }, [], true],
  ['a signer that cannot be opened', { unreadableSeries: ['RS256'] }, ['key_unreadable'], false],
  ['another policy', { policy: policyWith({ leewaySeconds: 61 }) }, ['policy_differs'], false],
])('O4: %s', (_what, facts, codes, maySign) => {
  const health = watch({ ...well, ...facts });
  expect(health.reasons.map(({ code }) => code)).toEqual(codes);
  expect(health.maySign).toBe(maySign);
  expect(health.status).toBe(maySign ? (codes.length === 0 ? 'ok' : 'overdue') : 'failing');
});

test('the facts are told with the verdict', () => {
  const { watchdog } = watch({ ...well, nowSeconds: start + 100.9, lastTickAgeSeconds: 3.9 });
  expect(watchdog).toEqual({ lastTickAgeSeconds: 3, activeKeys: [{ series: 'RS256', ageSeconds: 100 }] });
  expect(watch({ ...well, ring: undefined }).watchdog.activeKeys).toEqual([
    { series: 'RS256', ageSeconds: null },
  ]);
});
