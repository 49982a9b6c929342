import type { Clock } from '@keyturn/shared/clock';
import { FetchFailure } from './fetch-failure.js';

/**
 * One deadline over everything that `work` does, a body that drips included. The answer settles at the deadline even
 * where the work cannot be called off, as a look-up in the resolver cannot.
 */
export function withDeadline<T>(
  clock: Clock,
  deadlineMilliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(deadlineMilliseconds, () => {
      const late = new FetchFailure(
        'deadline_exceeded',
        `No whole answer within ${deadlineMilliseconds} ms.`,
      );
      reject(late);
      controller.abort(late);
    });
    work(controller.signal).then(resolve, reject).finally(cancel);
  });
}
