/**
 * The pause after a failed attempt: uniform in [1/2, 1] of min(most, 2^failures) seconds, so that a fleet does not
 * come back in one second.
 * @param failures in a row, from 1.
 * @param draw uniform in [0, 1).
 */
export function backOffSeconds(failures: number, draw: number, maxBackoffSeconds: number): number {
  return (0.5 + 0.5 * draw) * Math.min(maxBackoffSeconds, 2 ** Math.min(failures, 30));
}
