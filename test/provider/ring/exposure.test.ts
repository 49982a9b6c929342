import { expect, test } from 'vitest';
import { revocationConsequences } from '../../../provider/ring/exposure.js';
import { freshWorld } from '../../support/ring-cases.js';

const [series] = freshWorld().policy.series;
const consequences = (
  replaceWith: 'standby' | 'fresh',
  standbyAgeSeconds?: number,
  state?: 'standby' | 'active' | 'retiring',
) => {
  if (series === undefined) throw new Error('a policy has a series');
  return revocationConsequences(series, {
    replaceWith,
    ...(standbyAgeSeconds === undefined ? {} : { standbyAgeSeconds }),
    ...(state === undefined ? {} : { state }),
  });
};

test('E1 and E2 do not depend on the replacement, nor E1 on the lifetime of tokens', () => {
  for (const replaceWith of ['standby', 'fresh'] as const)
    expect(consequences(replaceWith)).toMatchObject({
      exposureSeconds: { healthy: 310, replicaCutOff: 610, fetchesBlocked: 1510 },
      collateralIssuanceSeconds: 930,
    });
});

test.each([
  ['a standby that every party has', 'standby', undefined, 0, 0],
  ['a standby of its full lead', 'standby', 1800, 0, 0],
  ['a standby that was published 200 s ago', 'standby', 200, 1310, 170],
  ['a standby of this second', 'standby', 0, 1510, 370],
  ['a fresh key', 'fresh', undefined, 1510, 370],
  ['a fresh key, however old the standby', 'fresh', 1800, 1510, 370],
] as const)('E3: new tokens under %s', (_what, replaceWith, age, expiryOnly, refetching) => {
  expect(consequences(replaceWith, age).gapSeconds).toEqual({ expiryOnly, refetching, laggingReplica: 30 });
});

test('a key that signs no more leaves no gap, and one that never signed takes no good token with it', () => {
  const none = { expiryOnly: 0, refetching: 0, laggingReplica: 0 };
  expect(consequences('fresh', 0, 'retiring')).toMatchObject({
    collateralIssuanceSeconds: 930,
    gapSeconds: none,
  });
  expect(consequences('fresh', 0, 'standby')).toMatchObject({
    collateralIssuanceSeconds: 0,
    gapSeconds: none,
  });
});
