import {
  maxHeaderLifetimeSeconds,
  maxPublishedKeys,
  minRetentionSeconds,
} from '@keyturn/shared/rotation-bounds';
import { COLD_KEYS_AT_MOST, coldLeadSeconds } from './cold-standby.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { leadBoundSeconds } from './policy.js';

/** One line of the policy check: a bound, what is configured, and whether it holds. */
export interface PolicyRow {
  readonly series: string;
  readonly rule: string;
  readonly what: string;
  readonly formula: string;
  readonly boundSeconds: number;
  readonly configuredSeconds: number;
  readonly relation: '>=' | '<=';
  readonly holds: boolean;
  readonly cure: string;
}

/** Every bound of every series, computed. A policy with a row that does not hold is impossible and refused at start. */
export function checkPolicy(policy: RotationPolicy, minFreshSeconds: number): readonly PolicyRow[] {
  return policy.series.flatMap((series) =>
    bounds(series, minFreshSeconds).map((row) => ({
      series: series.name,
      ...row,
      holds:
        row.relation === '>='
          ? row.configuredSeconds >= row.boundSeconds
          : row.configuredSeconds <= row.boundSeconds,
    })),
  );
}

export function violations(rows: readonly PolicyRow[]): readonly PolicyRow[] {
  return rows.filter((row) => !row.holds);
}

/** I8: the most keys of the series that can be published at once, on schedule and when operators rotate as often as allowed. */
export function publishedKeysAtMost(series: SeriesPolicy): { scheduled: number; operators: number } {
  const { retentionSeconds, tickSeconds, rotationIntervalSeconds, publishLeadSeconds } = series;
  const cold = series.coldStandby === undefined ? 0 : COLD_KEYS_AT_MOST;
  return {
    scheduled: maxPublishedKeys(series, retentionSeconds, tickSeconds, rotationIntervalSeconds) + cold,
    operators: maxPublishedKeys(series, retentionSeconds, tickSeconds, publishLeadSeconds) + cold,
  };
}

function bounds(series: SeriesPolicy, minFreshSeconds: number): Omit<PolicyRow, 'series' | 'holds'>[] {
  const refetching = series.parties === 'refetching';
  return [
    {
      rule: refetching ? 'I2' : 'I1',
      what: 'publish lead',
      formula: refetching ? 'P + Z + min(C, S) + D' : 'P + Z + S + D',
      relation: '>=',
      configuredSeconds: series.publishLeadSeconds,
      boundSeconds: leadBoundSeconds(series, series.parties),
      cure: 'raise publishLeadSeconds, or lower cachedAtMostSeconds if every relying party obeys it',
    },
    {
      rule: 'I3',
      what: 'retention',
      formula: 'T + lambda + D + L',
      relation: '>=',
      configuredSeconds: series.retentionSeconds,
      boundSeconds: minRetentionSeconds(series),
      cure: 'raise retentionSeconds, or lower maxTokenLifetimeSeconds',
    },
    ...(refetching ? [] : [headerRow(series)]),
    {
      rule: 'I8',
      what: 'rotation interval',
      formula: 'publish lead',
      relation: '>=',
      configuredSeconds: series.rotationIntervalSeconds,
      boundSeconds: series.publishLeadSeconds,
      cure: 'raise rotationIntervalSeconds: a standby must be older than its lead when its turn comes',
    },
    ...(series.coldStandby === undefined ? [] : [coldRow(series, series.coldStandby.renewalIntervalSeconds)]),
    ...(series.cachedAtMostByName ? [] : [stalenessRow(series, minFreshSeconds)]),
    {
      rule: 'P',
      what: 'publication delay',
      formula: 'at least 1',
      relation: '>=',
      configuredSeconds: series.publicationDelaySeconds,
      boundSeconds: 1,
      cure: 'raise publicationDelaySeconds: half of it is the time that a commit may take',
    },
    {
      rule: 'L',
      what: 'signer lease',
      formula: 'g',
      relation: '>=',
      configuredSeconds: series.signerLeaseSeconds,
      boundSeconds: series.tickSeconds,
      cure: 'raise signerLeaseSeconds, or lower tickSeconds: a lease shorter than the grain ends between two ticks',
    },
  ];
}

function headerRow(series: SeriesPolicy): Omit<PolicyRow, 'series' | 'holds'> {
  return {
    rule: 'I4',
    what: 'header lifetime',
    formula: 'M + E <= lead - P - Z - D',
    relation: '<=',
    configuredSeconds: series.jwksMaxAgeSeconds + series.staleSeconds,
    boundSeconds: maxHeaderLifetimeSeconds(series, series.publishLeadSeconds),
    cure: 'lower jwksMaxAgeSeconds or staleSeconds, or raise publishLeadSeconds',
  };
}

function coldRow(series: SeriesPolicy, configuredSeconds: number): Omit<PolicyRow, 'series' | 'holds'> {
  return {
    rule: 'I8',
    what: 'cold renewal interval',
    formula: 'publish lead, P + Z + S + D at least',
    relation: '>=',
    configuredSeconds,
    boundSeconds: coldLeadSeconds(series),
    cure: 'raise coldStandby.renewalIntervalSeconds: a cold standby must be older than its lead to be of use',
  };
}

function stalenessRow(series: SeriesPolicy, minFreshSeconds: number): Omit<PolicyRow, 'series' | 'holds'> {
  return {
    rule: 'S',
    what: 'oldest copy in use',
    formula: 'max(M, minFreshSeconds) + E',
    relation: '>=',
    configuredSeconds: series.cachedAtMostSeconds,
    boundSeconds: Math.max(series.jwksMaxAgeSeconds, minFreshSeconds) + series.staleSeconds,
    cure: 'set cachedAtMostSeconds by name, or lower jwksMaxAgeSeconds or staleSeconds',
  };
}
