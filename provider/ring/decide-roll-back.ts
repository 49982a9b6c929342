import { guardPolicy, guardSelfCheck, guardStillPublished, plainGuard } from './check-guards.js';
import { guardClock } from './clock-step.js';
import type { Decision, DecisionContext } from './decision.js';
import { grant, refuse } from './decision.js';
import type { KeyRing, KeySeries, RingKey } from './key-ring.js';
import { keyInState, seriesOf } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';
import { dueRemovals, settle } from './settle.js';
import { guardSigner } from './signer-health.js';

/**
 * Back to a key that is still published, and will be until every replica knows of this: granted at once, since every party
 * has it (I9), if it can still sign (O2). The abandoned key retires by its own window. Without a kid: to the key that signed last.
 */
export function decideRollBack(
  ring: KeyRing,
  series: SeriesPolicy,
  context: DecisionContext,
  kid?: string,
): Decision {
  const policyGuard = guardPolicy(ring, context.policy) ?? guardClock(ring, context.observations.clockStep);
  if (policyGuard !== undefined) return refuse(policyGuard);
  const settled = settle(ring, context.nowSeconds);
  const current = seriesOf(settled, series.name);
  const target = kid === undefined ? newestRetiring(current) : retiringKey(current, kid);
  if (target === undefined) {
    const message =
      kid === undefined
        ? 'no earlier key of the series is published'
        : 'that key is not a retiring key of the series';
    const cure = 'only a key that is still published can sign again; otherwise rotate, or revoke';
    return refuse(plainGuard('I9', series.name, kid ?? null, message, cure));
  }
  const leaving = guardStillPublished(settled, target, series.name, context.nowSeconds);
  if (leaving !== undefined) return refuse(leaving);
  const broken =
    guardSelfCheck(target, series.name, context) ??
    guardSigner(target.kid, series.name, context.observations.failingSigners);
  if (broken !== undefined) return refuse({ ...broken, cure: 'rotate, or revoke the active key' });
  const active = keyInState(current, 'active');
  return grant([
    ...dueRemovals(ring, context.nowSeconds),
    ...(active === undefined ? [] : [{ do: 'demote', kid: active.kid } as const]),
    { do: 'activate', series, kid: target.kid },
  ]);
}

function retiringKey(series: KeySeries | undefined, kid: string): RingKey | undefined {
  return series?.keys.find((key) => key.kid === kid && key.state === 'retiring');
}

function newestRetiring(series: KeySeries | undefined): RingKey | undefined {
  const retiring = series?.keys.filter((key) => key.state === 'retiring') ?? [];
  return [...retiring].sort((a, b) => (b.demotedAtSeconds ?? 0) - (a.demotedAtSeconds ?? 0))[0];
}
