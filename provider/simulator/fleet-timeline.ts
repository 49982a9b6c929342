import { exposureSeconds } from '@keyturn/shared/rotation-bounds';
import type { Chart, KeyLane, KeySpan, Mark, Point, Timeline, Tone } from '../timeline/timeline.js';
import type { BehaviourCount } from './behaviour-count.js';
import type { FleetStudy } from './fleet-study.js';
import type { IssuerHistory } from './issuer-history.js';
import type { Tally } from './tally.js';

interface Studied {
  readonly study: FleetStudy;
  readonly history: IssuerHistory;
  readonly counts: readonly BehaviourCount[];
  /** Of all behaviours together. */
  readonly perBucket: ArrayLike<number>;
  readonly bucketSeconds: number;
}

/** More than a picture is wide serves nobody. */
const POINTS = 480;

/** A study as a picture: the keys, the origin's load, who holds each new key, who still believes a revoked one. */
export function timelineOf(studied: Studied): Timeline {
  const { study, history } = studied;
  const { durationSeconds, mix, requestsPerSecond } = study;
  return {
    title: `${mix.reduce((sum, { parties }) => sum + parties, 0)} parties`,
    about: `${mix.map(({ name, parties }) => `${name} ${parties}`).join(', ')}; ${requestsPerSecond} requests a second each`,
    durationSeconds,
    keys: lanesOf(history, durationSeconds),
    charts: [originChart(studied), adoptionChart(studied), ...exposureChart(studied)],
    marks: marksOf(studied),
  };
}

function lanesOf({ moments, periods }: IssuerHistory, endSeconds: number): readonly KeyLane[] {
  const lanes = new Map<string, KeySpan[]>();
  for (const { fromSeconds, untilSeconds, states } of moments) {
    for (const [kid, state] of states) {
      const spans = lanes.get(kid) ?? [];
      lanes.set(kid, spans);
      const toSeconds = Math.min(untilSeconds, endSeconds);
      const last = spans.at(-1);
      if (last?.state === state) spans[spans.length - 1] = { ...last, toSeconds };
      else spans.push({ state, fromSeconds, toSeconds });
    }
  }
  for (const { kid, revokedAtSeconds } of periods)
    if (Number.isFinite(revokedAtSeconds))
      lanes.get(kid)?.push({ state: 'revoked', fromSeconds: revokedAtSeconds, toSeconds: endSeconds });
  return [...lanes].map(([label, spans]) => ({ label, spans }));
}

function originChart({ study, counts, perBucket, bucketSeconds }: Studied): Chart {
  const line = (label: string, tone: Tone, buckets: ArrayLike<number>) => ({
    label,
    tone,
    points: peaksOf(buckets, bucketSeconds, study.durationSeconds),
  });
  const ours = counts[study.mix.findIndex(({ name }) => name === 'ours')];
  return {
    title: 'requests a second at the origin',
    lines: [
      line('all', 'neutral', perBucket),
      ...(ours === undefined || counts.length === 1 ? [] : [line('ours', 'good', ours.fetchesPerBucket)]),
    ],
  };
}

/** The highest of each stretch, so that no herd is averaged away. */
function peaksOf(buckets: ArrayLike<number>, bucketSeconds: number, endSeconds: number): readonly Point[] {
  const length = Math.ceil(endSeconds / bucketSeconds);
  const stretch = Math.max(1, Math.ceil(length / POINTS));
  return Array.from({ length: Math.ceil(length / stretch) }, (_, at) => {
    let most = 0;
    for (let each = at * stretch; each < Math.min(length, (at + 1) * stretch); each++)
      most = Math.max(most, buckets[each] ?? 0);
    return { atSeconds: at * stretch * bucketSeconds, value: most / bucketSeconds };
  });
}

function adoptionChart({ study, counts }: Studied): Chart {
  const adopted = (counts[0]?.adoptions ?? []).filter(({ period }) => period.publishedAtSeconds > 0);
  return {
    title: 'parties that hold a key since it was published',
    lines: adopted.slice(0, MOST_LINES).map(({ period }, at) => {
      const ofKey = counts.flatMap(({ adoptions }) => adoptions.filter((each) => each.period === period));
      const tallies = ofKey.map(({ sincePublication }) => sincePublication);
      return {
        label: period.kid,
        tone: at % 2 === 0 ? 'good' : 'other',
        points: curve(tallies, period.publishedAtSeconds, study.durationSeconds, (above, all) => all - above),
      };
    }),
  };
}

const MOST_LINES = 4;

function exposureChart({ study, counts }: Studied): readonly Chart[] {
  const { revokeAtSeconds, durationSeconds } = study;
  if (revokeAtSeconds === undefined) return [];
  const still = counts.reduce((sum, { stillExposed }) => sum + stillExposed, 0);
  const tallies = counts.map(({ exposure }) => exposure);
  const points = curve(tallies, revokeAtSeconds, durationSeconds, (above) => above + still);
  return [{ title: 'parties that accept the revoked key', lines: [{ label: 'all', tone: 'bad', points }] }];
}

/** How a count that began at an instant went on. */
function curve(
  tallies: readonly Tally[],
  fromSeconds: number,
  endSeconds: number,
  readOff: (above: number, all: number) => number,
): readonly Point[] {
  const step = Math.max(1, Math.ceil((endSeconds - fromSeconds) / POINTS));
  const offsets = Array.from({ length: Math.ceil((endSeconds - fromSeconds) / step) }, (_, at) => at * step);
  const above = tallies.map((tally) => tally.countAbove(offsets));
  const all = tallies.reduce((sum, { total }) => sum + total, 0);
  return offsets.map((offset, at) => ({
    atSeconds: fromSeconds + offset,
    value: readOff(
      above.reduce((sum, counted) => sum + (counted[at] ?? 0), 0),
      all,
    ),
  }));
}

function marksOf({ study, history }: Studied): readonly Mark[] {
  const { policy, revokeAtSeconds, durationSeconds } = study;
  const rotations = history.periods
    .slice(1)
    .filter(({ isReplacement }) => !isReplacement)
    .map(({ kid, fromSeconds }): Mark => ({ atSeconds: fromSeconds, label: `${kid} signs`, kind: 'event' }));
  if (revokeAtSeconds === undefined) return rotations;
  const { healthy, fetchesBlocked } = exposureSeconds(policy);
  const bounds = [
    { atSeconds: revokeAtSeconds + healthy, label: `P+M ${healthy} s`, kind: 'bound' as const },
    {
      atSeconds: revokeAtSeconds + fetchesBlocked,
      label: `P+Z+S ${fetchesBlocked} s`,
      kind: 'bound' as const,
    },
  ];
  return [
    ...rotations,
    { atSeconds: revokeAtSeconds, label: 'revocation', kind: 'event' },
    ...bounds.filter(({ atSeconds }) => atSeconds < durationSeconds),
  ];
}
