import type { KeyRing } from '../ring/key-ring.js';
import { StoreError } from '../stores/ring-store.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';
import type { StoreInstant } from './store-instant.js';
import { carryOn, readStoreClock } from './store-instant.js';

/** The ring as this replica last saw it. */
export interface RingSnapshot {
  readonly ring: KeyRing;
  /** Counted from the START of the read, by the monotonic clock. */
  readonly ageSeconds: number;
  /** The store's clock now, carried on by the monotonic one. */
  readonly nowSeconds: number;
}

/** A ring as it was read, or as an own commit left it. */
export interface RingReading {
  readonly ring: KeyRing;
  readonly at: StoreInstant;
  /** When the reading began, by the monotonic clock: what came later is not in it. */
  readonly startedAtMilliseconds: number;
}

const SHORT_WAIT_MILLISECONDS = 250;
const LONG_WAIT_MILLISECONDS = 3000;

/**
 * How long a request waits that has nothing to be answered with. A view is as old as its reading is long, so a reading that
 * takes longer than a view may be old is waited for in vain; and whoever asked wants to know soon enough to ask elsewhere.
 */
function longWait(atMostSeconds: number): number {
  return Math.min(LONG_WAIT_MILLISECONDS, Math.max(SHORT_WAIT_MILLISECONDS, atMostSeconds * 1000));
}

/**
 * One replica's view of the stored ring. Reads ahead in the background at half the allowed age, so a request waits only
 * when the view is older than it may be.
 */
export class RingSnapshots {
  readonly #context: RingContext;
  #last: RingReading | undefined;
  #flight: { readonly startedAtMilliseconds: number; readonly ended: Promise<void> } | undefined;
  #failure: unknown;

  constructor(context: RingContext) {
    this.#context = context;
  }

  /** The view, where it is no older than this: nothing is waited for. */
  atHand(freshSeconds: number): RingSnapshot | undefined {
    const age = this.#ageSeconds();
    if (this.#last === undefined || age > freshSeconds) return undefined;
    if (age > freshSeconds / 2) void this.refresh();
    return this.#snapshot(this.#last);
  }

  /** The ring of the last view, however old. */
  get ring(): KeyRing | undefined {
    return this.#last?.ring;
  }

  /**
   * @param freshSeconds tries to be no older than this.
   * @param atMostSeconds and never answers with anything older than this: rejects with RingError.
   */
  async read(freshSeconds: number, atMostSeconds = freshSeconds): Promise<RingSnapshot> {
    const atHand = this.atHand(freshSeconds);
    if (atHand !== undefined) return atHand;
    const isTooOld = this.#ageSeconds() > atMostSeconds;
    await this.#refreshWithin(isTooOld ? longWait(atMostSeconds) : SHORT_WAIT_MILLISECONDS);
    // A read that took longer than a view may be old, or that another's commit overtook, was of use to nobody; the next
    // may be quicker. One that failed, or that still hangs, is no reason to ask for more of the same.
    const readInVain =
      this.#flight === undefined && this.#failure === undefined && this.#ageSeconds() > atMostSeconds;
    if (readInVain) await this.#refreshWithin(longWait(atMostSeconds));
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

  /** One read for many callers. Never rejects: what failed shows as age. A read that hangs is given up, not waited for. */
  refresh(): Promise<void> {
    const now = this.#context.clock.monotonicMilliseconds();
    if (this.#flight !== undefined && now - this.#flight.startedAtMilliseconds < LONG_WAIT_MILLISECONDS)
      return this.#flight.ended;
    const flight = { startedAtMilliseconds: now, ended: this.#load(now) };
    this.#flight = flight;
    return flight.ended.finally(() => {
      if (this.#flight === flight) this.#flight = undefined;
    });
  }

  /** After an own commit the view is that of the commit at once. Never goes back, in epochs or in age. */
  accept(reading: RingReading): void {
    const last = this.#last;
    if (last !== undefined && reading.ring.epoch < last.ring.epoch) return;
    const older = last !== undefined && reading.startedAtMilliseconds < last.startedAtMilliseconds;
    if (older && reading.ring.epoch === last.ring.epoch) return;
    this.#last = reading;
    this.#failure = undefined;
  }

  /** The last view, however old; for health. */
  peek(): RingSnapshot | undefined {
    return this.#last === undefined ? undefined : this.#snapshot(this.#last);
  }

  get failure(): unknown {
    return this.#failure;
  }

  async #load(startedAtMilliseconds: number): Promise<void> {
    const { log } = this.#context;
    try {
      const ring = await readOwnRing(this.#context);
      this.#failure = undefined;
      this.accept({ ring, at: await readStoreClock(this.#context), startedAtMilliseconds });
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

  #snapshot({ ring, at }: RingReading): RingSnapshot {
    const nowSeconds = carryOn(at, this.#context.clock.monotonicMilliseconds());
    return { ring, ageSeconds: this.#ageSeconds(), nowSeconds };
  }

  #reason(): RingError {
    const cause = this.#failure;
    if (cause instanceof RingError) return cause;
    const code = cause instanceof StoreError ? cause.code : 'store_unavailable';
    return new RingError(code, 'the ring cannot be read from the store', { cause, retryAfterSeconds: 5 });
  }
}
