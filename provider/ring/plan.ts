import { guardLead, guardPolicy, guardSelfCheck } from './check-guards.js';
import { guardClock } from './clock-step.js';
import { coldChangesAtSeconds, planColdStandby } from './cold-standby.js';
import { handOver } from './decide-rotation.js';
import type { DecisionContext, PlannedStep } from './decision.js';
import type { Guard } from './guard.js';
import type { KeyRing, KeySeries } from './key-ring.js';
import { keyInState, seriesOf } from './key-ring.js';
import { guardPinned } from './pinned-parties.js';
import type { SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { guardPublicView } from './public-view.js';
import { dueRemovals, settle } from './settle.js';
import { guardSigner } from './signer-health.js';
import { readyAtSeconds, removalDueAtSeconds } from './windows.js';

/** What is due now, what would be due but for a guard, and when to look again. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly waits: readonly Guard[];
  /** The next instant at which something falls due by time alone; null when nothing is foreseen. */
  readonly nextChangeAtSeconds: number | null;
}

/**
 * THE rotation plan: which steps are due. Pure; looks at recorded events only, never at the schedule or at how many ticks
 * fired (I10), so a tick that comes twice, on eight replicas, or after a month gives the same ring.
 */
export function plan(ring: KeyRing, context: DecisionContext): Plan {
  const policyGuard = guardPolicy(ring, context.policy) ?? guardClock(ring, context.observations.clockStep);
  if (policyGuard !== undefined) return { steps: [], waits: [policyGuard], nextChangeAtSeconds: null };
  const removals = dueRemovals(ring, context.nowSeconds);
  const settled = settle(ring, context.nowSeconds);
  const perSeries = [
    ...context.policy.series.map((series) => planSeries(settled, series, context)),
    ...context.policy.series.map((series) =>
      due(...planColdStandby(seriesOf(settled, series.name), series, context.nowSeconds)),
    ),
    ...settled.series
      .filter(({ name }) => policyOf(context.policy, name) === undefined)
      .map((series) => planClosing(series, context.nowSeconds)),
  ];
  return {
    steps: [...removals, ...perSeries.flatMap(({ steps }) => steps)],
    waits: [...perSeries.flatMap(({ waits }) => waits), ...guardIssuance(settled, context)],
    nextChangeAtSeconds: nextChange(settled, context),
  };
}

type SeriesPlan = Pick<Plan, 'steps' | 'waits'>;

const nothing: SeriesPlan = { steps: [], waits: [] };

function planSeries(ring: KeyRing, policy: SeriesPolicy, context: DecisionContext): SeriesPlan {
  const series = seriesOf(ring, policy.name);
  const standby = keyInState(series, 'standby');
  if (series === undefined)
    return due({ do: 'open-series', series: policy }, { do: 'publish', series: policy, slot: 'next' });
  if (standby === undefined) return due({ do: 'publish', series: policy, slot: 'next' });
  const wantedAt = activationWantedAt(series, policy);
  if (context.nowSeconds < wantedAt) return nothing;
  // I10: the time of rotation is soft. An over-age key keeps signing until its successor may.
  const { publicView, failingSigners } = context.observations;
  const guard =
    guardLead(standby, policy, context.nowSeconds) ??
    guardPublicView(standby, policy, publicView, context.nowSeconds) ??
    guardPinned(standby, policy) ??
    guardSelfCheck(standby, policy.name, context) ??
    guardSigner(standby.kid, policy.name, failingSigners);
  return guard === undefined ? due(...handOver(ring, policy, standby.kid)) : { steps: [], waits: [guard] };
}

/** O5: where issuance is shed, no step mends it. */
function guardIssuance({ series }: KeyRing, { observations }: DecisionContext): readonly Guard[] {
  return series.flatMap((each) => {
    const kid = keyInState(each, 'active')?.kid;
    return (kid === undefined ? undefined : guardSigner(kid, each.name, observations.failingSigners)) ?? [];
  });
}

/** A series that the policy does not name any more stops signing, and its keys leave by their own windows. */
function planClosing(series: KeySeries, atSeconds: number): SeriesPlan {
  if (series.keys.length === 0) return due({ do: 'close-series', name: series.name });
  const active = keyInState(series, 'active');
  const unsigned = series.keys.filter(({ state }) => state === 'standby' || state === 'cold');
  return due(
    ...(active === undefined ? [] : [{ do: 'demote', kid: active.kid } as const]),
    ...unsigned.map(({ kid }) => ({ do: 'remove', kid, atSeconds, reason: 'series closed' }) as const),
  );
}

function activationWantedAt(series: KeySeries, policy: SeriesPolicy): number {
  const activatedAt = keyInState(series, 'active')?.activatedAtSeconds;
  return activatedAt == null ? Number.NEGATIVE_INFINITY : activatedAt + policy.rotationIntervalSeconds;
}

function nextChange(ring: KeyRing, context: DecisionContext): number | null {
  const instants = ring.series.flatMap((series) => {
    const policy = policyOf(context.policy, series.name);
    const standby = keyInState(series, 'standby');
    const activation =
      policy === undefined || standby === undefined
        ? []
        : [Math.max(activationWantedAt(series, policy), readyAtSeconds(standby, policy.parties))];
    const cold = policy === undefined ? [] : coldChangesAtSeconds(series, policy);
    return [...activation, ...cold, ...series.keys.map(removalDueAtSeconds)];
  });
  const next = Math.min(
    ...instants.filter((instant) => instant > context.nowSeconds && Number.isFinite(instant)),
  );
  return Number.isFinite(next) ? next : null;
}

function due(...steps: PlannedStep[]): SeriesPlan {
  return { steps, waits: [] };
}
