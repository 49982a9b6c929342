import type { Figures } from './figures.js';
import type { Measures } from './measures.js';
import { isOver, type RunSpan } from './run-span.js';

/** How far a run is. */
export interface RunProgress {
  readonly scenario: string;
  readonly elapsedSeconds: number;
  readonly durationSeconds: number;
  readonly seen: Pick<Figures, 'validTokensTried'> & { readonly refused: number };
}

export type TellProgress = (progress: RunProgress) => void;

const EVERY_MILLISECONDS = 1000;

/** Once a second of the scenario's clock. */
export async function tellProgress(
  { name, durationSeconds }: { readonly name: string; readonly durationSeconds: number },
  measures: Measures,
  span: RunSpan,
  tell: TellProgress,
): Promise<void> {
  const startedAtSeconds = span.endsAtSeconds - durationSeconds;
  while (!isOver(span)) {
    const elapsedSeconds = span.clock.nowSeconds() - startedAtSeconds;
    tell({ scenario: name, elapsedSeconds, durationSeconds, seen: measures.seen });
    await span.stop.pause(span.clock, EVERY_MILLISECONDS);
  }
}
