import { guardClock } from '../ring/clock-step.js';
import type { KeyRing } from '../ring/key-ring.js';
import { keyInState, seriesOf } from '../ring/key-ring.js';
import type { ClockStep, PublicView } from '../ring/observations.js';
import type { RotationPolicy, SeriesPolicy } from '../ring/policy.js';
import { findWrongDelay, type WrongDelay } from '../ring/public-view.js';
import { readyAtSeconds } from '../ring/windows.js';

/** What the watchdog looks at (O4). Seconds; undefined: never. */
export interface WatchdogFacts {
  readonly ring: KeyRing | undefined;
  readonly snapshotAgeSeconds: number;
  readonly lastTickAgeSeconds: number;
  readonly nowSeconds: number;
  readonly policy: RotationPolicy;
  /** Series whose active key could not be opened. */
  readonly unreadableSeries: readonly string[];
  /** Kids whose signer fails, with the seconds until each is tried again (O5). */
  readonly failingSigners?: ReadonlyMap<string, number> | undefined;
  /** O3: undefined where none was seen, or it was confirmed. */
  readonly clockStep?: ClockStep | undefined;
  /** O1; undefined: nobody looks. */
  readonly publicView?: PublicView | undefined;
}

/** One thing that is wrong, with a stable code. */
export interface HealthReason {
  readonly code:
    | 'ring_unread'
    | 'policy_differs'
    | 'no_active_key'
    | 'key_unreadable'
    | 'signer_failing'
    | 'clock_stepped'
    | 'publication_late'
    | 'key_over_age'
    | 'tick_overdue';
  readonly series: string | null;
  readonly message: string;
}

/** `overdue`: tokens are signed, and keys do not turn as they should. `failing`: something stands in the way of signing. */
export type HealthStatus = 'ok' | 'overdue' | 'failing';

export interface RingHealth {
  readonly status: HealthStatus;
  /** Nothing stands in the way of signing. */
  readonly maySign: boolean;
  readonly reasons: readonly HealthReason[];
  /** What was looked at, seconds, rounded down. Null: there is none. */
  readonly watchdog: {
    readonly lastTickAgeSeconds: number;
    readonly activeKeys: readonly { readonly series: string; readonly ageSeconds: number | null }[];
  };
}

const blocking: ReadonlySet<HealthReason['code']> = new Set([
  'ring_unread',
  'policy_differs',
  'no_active_key',
  'key_unreadable',
  'signer_failing',
]);

/** Pure: health from facts. A rotation that died silently shows within 2g: as an overdue tick, then as a key over age. */
export function watch(facts: WatchdogFacts): RingHealth {
  const reasons = [
    ...ringReasons(facts),
    ...tickReasons(facts),
    ...observedReasons(facts),
    ...facts.policy.series.flatMap((series) => seriesReasons(series, facts)),
  ];
  const maySign = !reasons.some(({ code }) => blocking.has(code));
  const status = maySign ? (reasons.length > 0 ? 'overdue' : 'ok') : 'failing';
  return { status, maySign, reasons, watchdog: tellFacts(facts) };
}

function tellFacts({ ring, lastTickAgeSeconds, nowSeconds, policy }: WatchdogFacts): RingHealth['watchdog'] {
  const activeKeys = policy.series.map(({ name }) => {
    const active = ring === undefined ? undefined : keyInState(seriesOf(ring, name), 'active');
    const since = active?.activatedAtSeconds ?? null;
    return { series: name, ageSeconds: since === null ? null : Math.max(0, Math.floor(nowSeconds - since)) };
  });
  return { lastTickAgeSeconds: Math.floor(lastTickAgeSeconds), activeKeys };
}

function ringReasons({ ring, snapshotAgeSeconds, policy }: WatchdogFacts): HealthReason[] {
  const lease = Math.min(...policy.series.map(({ signerLeaseSeconds }) => signerLeaseSeconds));
  if (ring === undefined || snapshotAgeSeconds > lease) {
    return [reason('ring_unread', null, `the ring was not read within the signer lease of ${lease} s`)];
  }
  if (ring.policyDigest !== policy.digest)
    return [reason('policy_differs', null, 'the ring is turned by another policy')];
  return [];
}

function tickReasons({ lastTickAgeSeconds, policy }: WatchdogFacts): HealthReason[] {
  const allowed = 2 * Math.max(...policy.series.map(({ tickSeconds }) => tickSeconds));
  if (lastTickAgeSeconds <= allowed) return [];
  return [
    reason(
      'tick_overdue',
      null,
      `no tick succeeded for ${Math.floor(lastTickAgeSeconds)} s; expected within ${allowed} s`,
    ),
  ];
}

/** O1 and O3, in the words of their guards. */
function observedReasons({ ring, clockStep, publicView }: WatchdogFacts): HealthReason[] {
  if (ring === undefined) return [];
  const stepped = guardClock(ring, clockStep);
  const late = findWrongDelay(ring, publicView);
  return [
    ...(stepped === undefined ? [] : [reason('clock_stepped', null, `${stepped.message}; ${stepped.cure}`)]),
    ...(late === undefined ? [] : [reason('publication_late', null, describeWrongDelay(late))]),
  ];
}

function describeWrongDelay({ measuredSeconds, allowedSeconds }: WrongDelay): string {
  return `the public address served a set that was ${measuredSeconds} s old, and P + Z is ${allowedSeconds} s: raise publicationDelaySeconds, or mend the cache before it`;
}

function seriesReasons(
  policy: SeriesPolicy,
  { ring, nowSeconds, unreadableSeries, failingSigners }: WatchdogFacts,
): HealthReason[] {
  if (ring === undefined) return [];
  const series = seriesOf(ring, policy.name);
  const active = keyInState(series, 'active');
  const standby = keyInState(series, 'standby');
  const found: HealthReason[] = [];
  if (unreadableSeries.includes(policy.name))
    found.push(reason('key_unreadable', policy.name, 'the active key cannot be opened'));
  if (active !== undefined && failingSigners?.has(active.kid))
    found.push(reason('signer_failing', policy.name, 'the signer of the active key fails or is too slow'));
  // A series added later has no signer until its first standby has waited its lead: that is not an alarm.
  if (active === undefined && standby === undefined)
    found.push(reason('no_active_key', policy.name, 'the series has no key to sign with'));
  if (active === undefined || active.activatedAtSeconds === null) return found;
  const wanted = active.activatedAtSeconds + policy.rotationIntervalSeconds;
  const ready = standby === undefined ? wanted : readyAtSeconds(standby, policy.parties);
  const overdueSeconds = nowSeconds - Math.max(wanted, ready) - 2 * policy.tickSeconds;
  if (overdueSeconds > 0)
    found.push(
      reason(
        'key_over_age',
        policy.name,
        `the active key should have been replaced ${Math.ceil(overdueSeconds)} s ago`,
      ),
    );
  return found;
}

function reason(code: HealthReason['code'], series: string | null, message: string): HealthReason {
  return { code, series, message };
}
