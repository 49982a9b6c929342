/**
 * The rule of three: where n independent trials had no failure, the share of failures is at most 3/n, with 95 % confidence.
 * It says nothing of what the trials do not draw.
 */
export function largestShare(trials: number): string {
  return trials === 0 ? '-' : `3/${trials.toLocaleString('en-US')} = ${(3 / trials).toExponential(1)}`;
}
