import { guardLead, guardPolicy, guardSelfCheck, plainGuard } from './check-guards.js';
import { guardClock } from './clock-step.js';
import type { Decision, DecisionContext, PlannedStep } from './decision.js';
import { grant, refuse } from './decision.js';
import type { Force, Guard } from './guard.js';
import type { KeyRing } from './key-ring.js';
import { keyInState, seriesOf } from './key-ring.js';
import { guardPinned } from './pinned-parties.js';
import type { SeriesPolicy } from './policy.js';
import { guardPublicView } from './public-view.js';
import { dueRemovals, settle } from './settle.js';
import { guardSigner } from './signer-health.js';

/** The steps that hand over from the active key to the standby and publish the one after it, in one commit. */
export function handOver(ring: KeyRing, series: SeriesPolicy, standbyKid: string): readonly PlannedStep[] {
  const active = keyInState(seriesOf(ring, series.name), 'active');
  return [
    ...(active === undefined ? [] : [{ do: 'demote', kid: active.kid } as const]),
    { do: 'activate', series, kid: standbyKid },
    { do: 'publish', series, slot: 'next' },
  ];
}

/**
 * The planned rotation of one series, asked for by a person or a scheduler: refused by I8 while the standby is younger
 * than its lead, by O1 while it was not seen for so long, and while a pinned party does not have it. Force overrides these
 * three and nothing else, and is written to the journal.
 */
export function decideRotation(
  ring: KeyRing,
  series: SeriesPolicy,
  context: DecisionContext,
  force?: Force,
): Decision {
  const settled = settle(ring, context.nowSeconds);
  const standby = keyInState(seriesOf(settled, series.name), 'standby');
  const policyGuard = guardPolicy(ring, context.policy) ?? guardClock(ring, context.observations.clockStep);
  if (policyGuard !== undefined) return refuse(policyGuard);
  if (standby === undefined) return refuse(noStandby(series.name));
  const { publicView, failingSigners } = context.observations;
  const broken =
    guardSelfCheck(standby, series.name, context) ?? guardSigner(standby.kid, series.name, failingSigners);
  if (broken !== undefined) return refuse(broken);
  const early =
    guardLead(standby, series, context.nowSeconds, 'I8') ??
    guardPublicView(standby, series, publicView, context.nowSeconds);
  const held = [early, guardPinned(standby, series)].filter((guard) => guard !== undefined);
  const [first] = held;
  if (first !== undefined && force === undefined) return refuse(first);
  const steps = [...dueRemovals(ring, context.nowSeconds), ...handOver(settled, series, standby.kid)];
  return grant(
    steps,
    held.map(({ rule }) => rule),
  );
}

export function noStandby(series: string): Guard {
  return plainGuard(
    'I5',
    series,
    null,
    'the series has no standby key',
    'the next tick publishes one; it must then wait its lead',
  );
}
