import type { Clock } from '@keyturn/shared/clock';
import type { RunEnding } from './run-stop.js';

/** How long a run goes on: to its end, or until somebody ends it. */
export interface RunSpan {
  readonly clock: Clock;
  readonly endsAtSeconds: number;
  readonly stop: RunEnding;
}

export function isOver({ clock, endsAtSeconds, stop }: RunSpan): boolean {
  return stop.by !== null || clock.nowSeconds() >= endsAtSeconds;
}
