import type { KeyRing } from '../ring/key-ring.js';
import { StoreError } from '../stores/ring-store.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';

/** The ring as this replica last saw it. */
export interface RingSnapshot {
  readonly ring: KeyRing;
  /** Counted from the START of the read, by the monotonic clock. */
  readonly ageSeconds: number;
  /** The store's clock now, carried on by the monotonic one. */
  readonly nowSeconds: number;
}

interface Reading {
  readonly ring: KeyRing;
  readonly startedAtMilliseconds: number;
  readonly storeNowSeconds: number;
}

const SHORT_WAIT_MILLISECONDS = 250;
const LONG_WAIT_MILLISECONDS = 3000;

/**
 * One replica's view of the stored ring. Reads ahead in the background at half the allowed age, so a request waits only
 * when the view is older than it may be.
 */
export class RingSnapshots {
  readonly #context: RingContext;
  #last: Reading | undefined;
  #flight: Promise<void> | undefined;
  #failure: unknown;

  constructor(context: RingContext) {
    this.#context = context;
  }

  /**
   * @param freshSeconds tries to be no older than this.
   * @param atMostSeconds and never answers with anything older than this: rejects with RingError.
   */
  async read(freshSeconds: number, atMostSeconds = freshSeconds): Promise<RingSnapshot> {
    const age = this.#ageSeconds();
    if (age > freshSeconds)
      await this.#refreshWithin(age > atMostSeconds ? LONG_WAIT_MILLISECONDS : SHORT_WAIT_MILLISECONDS);
    else if (age > freshSeconds / 2) void this.refresh();
    const last = this.#last;
    if (last === undefined || this.#ageSeconds() > atMostSeconds) throw this.#reason();
    return this.#snapshot(last);
  }

  /** A store that hangs must not hang the requests: what is still good enough is served after a short wait. */
  async #refreshWithin(milliseconds: number): Promise<void> {
    let cancel: () => void = () => {};
    const patience = new Promise<void>((resolve) => {
      cancel = this.#context.clock.after(milliseconds, resolve);
    });
    await Promise.race([this.refresh(), patience]).finally(cancel);
  }

  /** One read for many callers. Never rejects: what failed shows as age. */
  refresh(): Promise<void> {
    this.#flight ??= this.#load().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  /** After an own commit: the view is that of the commit at once. */
  accept(ring: KeyRing, storeNowSeconds: number, startedAtMilliseconds: number): void {
    if (this.#last !== undefined && ring.epoch < this.#last.ring.epoch) return;
    this.#last = { ring, storeNowSeconds, startedAtMilliseconds };
    this.#failure = undefined;
  }

  /** The last view, however old; for health. */
  peek(): RingSnapshot | undefined {
    return this.#last === undefined ? undefined : this.#snapshot(this.#last);
  }

  get failure(): unknown {
    return this.#failure;
  }

  async #load(): Promise<void> {
    const { store, clock, log } = this.#context;
    const startedAtMilliseconds = clock.monotonicMilliseconds();
    try {
      const storeNowSeconds = await store.nowSeconds();
      const ring = await store.read();
      if (ring === null)
        throw new RingError('ring_missing', 'the store holds no ring', { retryAfterSeconds: 5 });
      this.accept(ring, storeNowSeconds, startedAtMilliseconds);
    } catch (cause) {
      this.#failure = cause;
      log('error', 'ring.read_failed', {
        code: cause instanceof StoreError || cause instanceof RingError ? cause.code : 'unexpected',
      });
    }
  }

  #ageSeconds(): number {
    if (this.#last === undefined) return Number.POSITIVE_INFINITY;
    return (this.#context.clock.monotonicMilliseconds() - this.#last.startedAtMilliseconds) / 1000;
  }

  #snapshot({ ring, storeNowSeconds }: Reading): RingSnapshot {
    const ageSeconds = this.#ageSeconds();
    return { ring, ageSeconds, nowSeconds: storeNowSeconds + ageSeconds };
  }

  #reason(): RingError {
    const cause = this.#failure;
    if (cause instanceof RingError) return cause;
    const code = cause instanceof StoreError ? cause.code : 'store_unavailable';
    return new RingError(code, 'the ring cannot be read from the store', { cause, retryAfterSeconds: 5 });
  }
}
