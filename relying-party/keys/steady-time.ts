import type { Clock } from '@keyturn/shared/clock';

/**
 * Seconds that never step back, for the age of what is kept. A wall clock set back must not make an old set young
 * again; a monotonic clock may stand still while a machine sleeps. So this follows whichever went further.
 */
export function createSteadyTime(clock: Clock): () => number {
  let baseSeconds = clock.nowSeconds();
  let baseMilliseconds = clock.monotonicMilliseconds();
  return () => {
    const wallSeconds = clock.nowSeconds();
    const milliseconds = clock.monotonicMilliseconds();
    const steadySeconds = baseSeconds + (milliseconds - baseMilliseconds) / 1000;
    if (wallSeconds <= steadySeconds) return steadySeconds;
    baseSeconds = wallSeconds;
    baseMilliseconds = milliseconds;
    return wallSeconds;
  };
}
