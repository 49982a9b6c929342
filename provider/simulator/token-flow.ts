import type { SigningPeriod } from './issuer-history.js';

/** Tokens arrive at each party at random, so many a second, each of an age that is uniform in [0, T). */
export interface TokenFlow {
  readonly requestsPerSecond: number;
  readonly lifetimeSeconds: number;
}

type Issued = Pick<SigningPeriod, 'fromSeconds' | 'toSeconds'>;

/** Whole seconds until the next request of any kind (a Poisson process, which remembers nothing). */
export function nextRequestSeconds({ requestsPerSecond }: TokenFlow, draw: () => number): number {
  return Math.floor(exponential(draw) / requestsPerSecond);
}

/** The second of the first token of this period from `fromSeconds` on; infinity where none comes. */
export function firstTokenSeconds(
  flow: TokenFlow,
  issued: Issued,
  fromSeconds: number,
  draw: () => number,
): number {
  const start = Math.max(fromSeconds, issued.fromSeconds);
  const end = issued.toSeconds + flow.lifetimeSeconds;
  const steadyFrom = issued.fromSeconds + flow.lifetimeSeconds;
  const tokens = exponential(draw);
  const steady = start >= steadyFrom && issued.toSeconds === Number.POSITIVE_INFINITY;
  if (steady) return start + Math.floor(tokens / flow.requestsPerSecond);
  const latest = Number.isFinite(end) ? end : steadyFrom + Math.ceil(tokens / flow.requestsPerSecond);
  if (latest <= start || tokensBetween(flow, issued, start, latest) < tokens) return Number.POSITIVE_INFINITY;
  let [low, high] = [start, latest];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (tokensBetween(flow, issued, start, middle) < tokens) low = middle;
    else high = middle;
  }
  return low;
}

/** How many tokens of this period a party is expected to be shown between two instants. */
export function tokensBetween(
  { requestsPerSecond, lifetimeSeconds }: TokenFlow,
  issued: Issued,
  fromSeconds: number,
  untilSeconds: number,
): number {
  const shown = (at: number) => shownUntil(issued, lifetimeSeconds, at);
  return untilSeconds <= fromSeconds
    ? 0
    : (requestsPerSecond / lifetimeSeconds) * (shown(untilSeconds) - shown(fromSeconds));
}

/** The integral of the part of the last T seconds in which this key signed, a sum of four ramps. */
function shownUntil({ fromSeconds, toSeconds }: Issued, lifetimeSeconds: number, at: number): number {
  return (
    ramp(at - fromSeconds) -
    ramp(at - toSeconds) -
    ramp(at - fromSeconds - lifetimeSeconds) +
    ramp(at - toSeconds - lifetimeSeconds)
  );
}

const ramp = (seconds: number) => (seconds > 0 ? (seconds * seconds) / 2 : 0);

const exponential = (draw: () => number) => -Math.log(1 - draw());
