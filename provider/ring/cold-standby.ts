import { minPublishLeadSeconds } from '@keyturn/shared/rotation-bounds';
import { plainGuard } from './check-guards.js';
import type { PlannedStep } from './decision.js';
import type { Guard } from './guard.js';
import type { KeySeries, RingKey, TermsInForce } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';

/** The key that the operator's recovery key opened; `later` where it is only asked what would be done. */
export type Unsealed = { readonly kid: string } | 'later';

/** What a series publishes beyond I8's count: the cold standby, and while it waits its lead the one that follows it. */
export const COLD_KEYS_AT_MOST = 2;

/** A cold standby promises a gap of nothing, so it waits for the slowest class of party, whatever the policy says. */
export function coldLeadSeconds(terms: TermsInForce): number {
  return Math.max(terms.publishLeadSeconds, minPublishLeadSeconds(terms));
}

export function coldReadyAtSeconds(key: RingKey): number {
  return key.publishedAtSeconds + coldLeadSeconds(key.inForce);
}

/** The cold standbys of a series, the oldest first. */
function coldKeys(series: KeySeries | undefined): readonly RingKey[] {
  return series?.keys.filter(({ state }) => state === 'cold') ?? [];
}

/** The youngest that every party has; undefined while there is none. */
export function readyColdKey(series: KeySeries | undefined, nowSeconds: number): RingKey | undefined {
  return coldKeys(series).findLast((key) => coldReadyAtSeconds(key) <= nowSeconds);
}

/**
 * The steps that keep a series its cold standby. A key that has aged, or that another recovery key opens, is followed by a
 * new one, and goes once that has waited its lead: so there is always one that can be used.
 */
export function planColdStandby(
  series: KeySeries | undefined,
  policy: SeriesPolicy,
  nowSeconds: number,
): readonly PlannedStep[] {
  const cold = coldKeys(series);
  const remove = (keys: readonly RingKey[], reason: string) =>
    keys.map(({ kid }) => ({ do: 'remove', kid, atSeconds: nowSeconds, reason }) as const);
  const { coldStandby } = policy;
  if (coldStandby === undefined) return remove(cold, 'cold standby not configured');
  const publish = { do: 'publish-cold', series: policy } as const;
  const newest = cold.at(-1);
  // A series is opened by its first standby.
  if (newest === undefined) return series === undefined ? [] : [publish];
  const ready = coldReadyAtSeconds(newest) <= nowSeconds;
  const followed = remove(ready ? cold.slice(0, -1) : [], 'a younger cold standby is ready');
  const otherKey = newest.sealedTo !== coldStandby.recoveryKey.kid;
  const aged = nowSeconds >= newest.publishedAtSeconds + coldStandby.renewalIntervalSeconds;
  if (!otherKey && !aged) return followed;
  // Never a third: one that nobody could use yet makes room for the one that is wanted.
  const unready = ready || cold.length < COLD_KEYS_AT_MOST ? [] : [newest];
  return [...followed, ...remove(unready, 'sealed to another recovery key'), publish];
}

/** When the plan has something to do for a cold standby, by time alone. */
export function coldChangesAtSeconds(series: KeySeries, { coldStandby }: SeriesPolicy): readonly number[] {
  const newest = coldKeys(series).at(-1);
  if (newest === undefined || coldStandby === undefined) return [];
  return [coldReadyAtSeconds(newest), newest.publishedAtSeconds + coldStandby.renewalIntervalSeconds];
}

/** The one that is published when a cold standby goes; nothing where another is left, or none is kept. */
export function followingCold(
  series: KeySeries,
  policy: SeriesPolicy,
  goneKid: string,
): readonly PlannedStep[] {
  const left = coldKeys(series).some(({ kid }) => kid !== goneKid);
  return policy.coldStandby === undefined || left ? [] : [{ do: 'publish-cold', series: policy }];
}

/** The cold standby that stands in, or why none does. */
export function chooseColdKey(
  series: KeySeries,
  unsealed: Unsealed | undefined,
  nowSeconds: number,
): RingKey | Guard {
  const ready = readyColdKey(series, nowSeconds);
  const oldest = coldKeys(series)[0];
  if (oldest === undefined)
    return plainGuard('I5', series.name, null, 'the series has no cold standby', 'replace with a fresh key');
  if (ready === undefined) return guardColdLead(oldest, series.name, nowSeconds);
  if (unsealed === 'later') return ready;
  const opened = coldKeys(series).find(({ kid }) => kid === unsealed?.kid);
  if (opened === undefined)
    return plainGuard(
      'O2',
      series.name,
      ready.kid,
      'the cold standby was not opened: nothing here can sign with it',
      'where the configuration is: keyturn keys revoke KID --replace-with cold --recovery-key-file FILE --config FILE',
    );
  const early = coldReadyAtSeconds(opened) > nowSeconds;
  return early ? guardColdLead(opened, series.name, nowSeconds) : opened;
}

/** I1: a party that lacks it would refuse what it signs, and `cold` promises that none does. */
function guardColdLead(key: RingKey, series: string, nowSeconds: number): Guard {
  const waitSeconds = Math.ceil(coldReadyAtSeconds(key) - nowSeconds);
  const { publicationDelaySeconds: P, serveStaleJwksSeconds: Z, cachedAtMostSeconds: S } = key.inForce;
  const leadSeconds = coldLeadSeconds(key.inForce);
  const ageSeconds = nowSeconds - key.publishedAtSeconds;
  return {
    rule: 'I1',
    series,
    kid: key.kid,
    terms: { P, Z, S, D: key.inForce.maxClockOffsetSeconds, leadSeconds, ageSeconds },
    waitSeconds,
    message: `the cold standby has been published for less than its lead of ${leadSeconds} s`,
    cure: `replace with a fresh key; or wait ${waitSeconds} s`,
  };
}
