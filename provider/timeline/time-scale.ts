/** Where the picture over time lies, and where an instant lies in it. Pixels. */
export interface TimeScale {
  readonly left: number;
  readonly right: number;
  readonly durationSeconds: number;
  /** What lies outside is put on the edge. */
  x(atSeconds: number): number;
}

export function createTimeScale(left: number, right: number, durationSeconds: number): TimeScale {
  const duration = Math.max(durationSeconds, Number.MIN_VALUE);
  return {
    left,
    right,
    durationSeconds: duration,
    x: (atSeconds) => left + (Math.min(Math.max(atSeconds, 0), duration) / duration) * (right - left),
  };
}

/** Steps that people count in, seconds. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const DAY_SECONDS = 86_400;

/** Instants to write at the axis: no more than fit, on round ones. */
export function chooseTicks(durationSeconds: number, atMost: number): readonly number[] {
  const least = durationSeconds / Math.max(1, atMost);
  const step = steps.find((each) => each >= least) ?? Math.ceil(least / DAY_SECONDS) * DAY_SECONDS;
  const count = Math.floor(durationSeconds / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Math.round(at * step * 10) / 10);
}

/** `90` as `90 s`, `5400` as `1 h 30 min`: the largest units that it is whole in. */
export function describeSeconds(seconds: number): string {
  if (seconds < 120 || !Number.isInteger(seconds)) return `${Math.round(seconds * 10) / 10} s`;
  const parts = [
    [Math.floor(seconds / DAY_SECONDS), 'd'],
    [Math.floor((seconds % DAY_SECONDS) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
}
