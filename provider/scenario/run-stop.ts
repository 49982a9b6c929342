import type { Clock } from '@keyturn/shared/clock';

/** Whether a run was ended before its time, and how to wait in it. */
export interface RunEnding {
  /** Who ended it; null while it goes on. */
  readonly by: string | null;
  /** Resolves after the delay, or when the run is ended. */
  pause(clock: Clock, delayMilliseconds: number): Promise<void>;
}

/** Ends a run before its time: whoever waits for an instant of it is told at once. */
export class RunStop implements RunEnding {
  readonly #waiting = new Set<() => void>();
  #by: string | null = null;

  get by(): string | null {
    return this.#by;
  }

  end(by: string): void {
    this.#by ??= by;
    for (const wake of [...this.#waiting]) wake();
  }

  pause(clock: Clock, delayMilliseconds: number): Promise<void> {
    if (this.#by !== null) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = clock.after(delayMilliseconds, wake);
      this.#waiting.add(wake);
    });
  }
}
