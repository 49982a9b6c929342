import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '@keyturn/shared/clock';
import { StoreError } from './ring-store.js';

export interface WriterLeaseParts {
  readonly read: (name: string) => Promise<unknown>;
  readonly write: (name: string, value: unknown) => Promise<void>;
  readonly remove: (name: string) => Promise<unknown>;
  readonly clock: Clock;
  /** How long a claimant waits before it believes what it wrote. */
  readonly settleMilliseconds: number;
}

/** Who may write, and until when by the wall clock. */
interface Claim {
  readonly writer: string;
  readonly untilSeconds: number;
}

const NAME = 'writer';
/** So long a claim lasts that nobody renews: a writer that was killed keeps others out for no longer. */
export const CLAIM_SECONDS = 30;
const RENEWED_EVERY_SECONDS = 10;
/** Left of the claim when a write begins: more than any write takes, and than clocks of two machines differ. */
const IN_HAND_SECONDS = 10;

/**
 * One writer at a time for a store that cannot compare and swap. A claim is written, given time to be overwritten by
 * another's, and read back; it is renewed while it is held, and whoever finds another's stops writing.
 */
export class WriterLease {
  readonly #parts: WriterLeaseParts;
  readonly #writer = randomUUID();
  /** By the monotonic clock. */
  #heldUntilMilliseconds = Number.NEGATIVE_INFINITY;
  #isHeld = false;
  #cancelRenewal = () => {};

  constructor(parts: WriterLeaseParts) {
    this.#parts = parts;
  }

  /** Becomes the writer. Rejects with StoreError `store_has_writer` where another is. */
  async claim(): Promise<void> {
    if (this.#isHeld) return this.hold();
    const { clock, settleMilliseconds } = this.#parts;
    this.#refuseOther(await this.#read());
    await this.#write();
    await sleep(clock, settleMilliseconds);
    this.#refuseOther(await this.#read());
    this.#isHeld = true;
    this.#renewLater();
  }

  /** Resolves where a write may begin; claims the store first if nobody did. Rejects with `store_has_writer`. */
  async hold(): Promise<void> {
    if (!this.#isHeld) return this.claim();
    if (this.#leftSeconds() > IN_HAND_SECONDS) return;
    // Held up for so long that another may have come.
    await this.#renew();
    if (this.#leftSeconds() <= IN_HAND_SECONDS) throw hasWriter('the claim of this process ran out');
  }

  /** Lets another be the writer at once. */
  async release(): Promise<void> {
    this.#cancelRenewal();
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if ((await this.#read())?.writer === this.#writer) await this.#parts.remove(NAME);
  }

  #leftSeconds(): number {
    return (this.#heldUntilMilliseconds - this.#parts.clock.monotonicMilliseconds()) / 1000;
  }

  async #renew(): Promise<void> {
    const found = await this.#read();
    if (found !== undefined && found.writer !== this.#writer) this.#isHeld = false;
    this.#refuseOther(found);
    await this.#write();
  }

  #renewLater(): void {
    this.#cancelRenewal = this.#parts.clock.after(RENEWED_EVERY_SECONDS * 1000, () => {
      // What fails is tried again at the next write, which is refused where it fails once more.
      void this.#renew()
        .catch(() => {})
        .then(() => {
          if (this.#isHeld) this.#renewLater();
        });
    });
  }

  async #read(): Promise<Claim | undefined> {
    return (await this.#parts.read(NAME)) as Claim | undefined;
  }

  async #write(): Promise<void> {
    const { clock, write } = this.#parts;
    const began = clock.monotonicMilliseconds();
    await write(NAME, {
      writer: this.#writer,
      untilSeconds: clock.nowSeconds() + CLAIM_SECONDS,
    } satisfies Claim);
    this.#heldUntilMilliseconds = began + CLAIM_SECONDS * 1000;
  }

  #refuseOther(found: Claim | undefined): void {
    if (found === undefined || found.writer === this.#writer) return;
    const leftSeconds = Math.ceil(found.untilSeconds + IN_HAND_SECONDS - this.#parts.clock.nowSeconds());
    if (leftSeconds > 0)
      throw hasWriter(
        `another process writes to it; it must end first, or, if it was killed, ${leftSeconds} s must pass`,
      );
  }
}

function hasWriter(why: string): StoreError {
  return new StoreError('store_has_writer', `one writer only, since Keyv cannot compare and swap: ${why}`);
}
