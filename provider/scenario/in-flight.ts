import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { turnOfEventLoop } from '@keyturn/shared/virtual-clock';

/**
 * What comes back by itself and without a clock: work of the thread pool (cryptography, files, look-ups) and the next turn
 * of the event loop. By the names that Node gives to asynchronous resources.
 */
const comesBack = /REQUEST$|^FSREQ|^FILEHANDLECLOSEREQ$|REQWRAP$|^Immediate$/;
/** Alone among them, it is begun by one end of a connection and ended by the other. */
const EXCEPT = 'HTTPCLIENTREQUEST';

/**
 * Knows what a piece of work, and whatever it leads to, still has under way outside of JavaScript: only when that is
 * nothing may virtual time go on, or it would run ahead of a signature that is being made. Work of others in the same
 * process does not count.
 */
export class InFlight {
  readonly #scope = new AsyncLocalStorage<true>();
  readonly #underWay = new Set<number>();
  #wake = () => {};
  readonly #hook = createHook({
    init: (id, type, _trigger, resource) => {
      if (!comesBack.test(type) || type === EXCEPT || this.#scope.getStore() === undefined) return;
      this.#underWay.add(id);
      onSynchronousEnd(resource, () => this.#back(id));
    },
    after: (id) => this.#back(id),
    destroy: (id) => this.#back(id),
  }).enable();

  /** What the work begins, and what that begins, counts from now on. */
  run<Result>(work: () => Result): Result {
    return this.#scope.run(true, work);
  }

  /** Resolves when nothing is under way and JavaScript has nothing left to do but wait for a clock. */
  async settled(): Promise<void> {
    for (;;) {
      await turnOfEventLoop();
      if (this.#underWay.size === 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#hook.disable();
  }

  #back(id: number): void {
    if (this.#underWay.delete(id) && this.#underWay.size === 0) this.#wake();
  }
}

/**
 * A job of node:crypto that ends in the call that makes it is announced like one of the thread pool and comes back to
 * nobody. What tells them apart is that its `run` gives the outcome.
 */
function onSynchronousEnd(resource: { run?: unknown }, end: () => void): void {
  const { run } = resource;
  if (typeof run !== 'function') return;
  resource.run = (...args: unknown[]) => {
    const outcome: unknown = Reflect.apply(run, resource, args);
    if (Array.isArray(outcome)) end();
    return outcome;
  };
}
