import { PassThrough, type Readable } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import { epochMember } from '@keyturn/shared/epoch';
import type { IssuerRing } from '../rotator/issuer-ring.js';

export interface EventsRules {
  readonly maxConnections: number;
  /** A comment, so that nothing on the way takes the connection for a dead one. */
  readonly heartbeatSeconds: number;
}

/** Half of what anybody reads in a minute; who lags behind by more than this is not listening. */
const MAX_UNREAD_BYTES = 16 * 1024;
const LOOK_SECONDS = 1;

/**
 * Tells listeners the epoch of the set as this replica serves it: once at the beginning, then whenever it changes. A look
 * each second while anybody listens, which is no read of the store.
 */
export class EpochEvents {
  readonly #ring: Pick<IssuerRing, 'servable'>;
  readonly #rules: EventsRules;
  readonly #clock: Clock;
  readonly #listeners = new Set<PassThrough>();
  #epoch = 0;
  #cancel = () => {};
  #spokeAtMilliseconds = 0;

  constructor(ring: Pick<IssuerRing, 'servable'>, rules: EventsRules, clock: Clock) {
    this.#ring = ring;
    this.#rules = rules;
    this.#clock = clock;
  }

  /** A stream in the form of Server-Sent Events (HTML standard, section 9.2); undefined where all places are taken. */
  async open(): Promise<Readable | undefined> {
    if (this.#listeners.size >= this.#rules.maxConnections) return undefined;
    const stream = new PassThrough();
    this.#listeners.add(stream);
    stream.once('close', () => {
      this.#listeners.delete(stream);
      if (this.#listeners.size === 0) this.#cancel();
    });
    if (this.#listeners.size === 1) {
      // Nobody listened: whatever is served now is news to the first who does.
      this.#epoch = 0;
      await this.#look();
      this.#lookLater();
    } else if (this.#epoch > 0) stream.write(eventOf(this.#epoch));
    return stream;
  }

  /** Ends every stream; a listener comes again by itself. */
  close(): void {
    this.#cancel();
    for (const stream of this.#listeners) stream.end();
  }

  #lookLater(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(LOOK_SECONDS * 1000, () => {
      void this.#look().then(() => {
        if (this.#listeners.size > 0) this.#lookLater();
      });
    });
  }

  /** What cannot be served is no news. */
  async #look(): Promise<void> {
    const epoch = await this.#ring.servable().then(
      ({ keySet }) => keySet[epochMember],
      () => this.#epoch,
    );
    const now = this.#clock.monotonicMilliseconds();
    if (epoch !== this.#epoch) this.#say(eventOf(epoch), now);
    else if (now - this.#spokeAtMilliseconds >= this.#rules.heartbeatSeconds * 1000) this.#say(':\n\n', now);
    this.#epoch = epoch;
  }

  #say(text: string, nowMilliseconds: number): void {
    this.#spokeAtMilliseconds = nowMilliseconds;
    for (const stream of this.#listeners) {
      if (stream.writableLength + stream.readableLength > MAX_UNREAD_BYTES) stream.destroy();
      else stream.write(text);
    }
  }
}

function eventOf(epoch: number): string {
  return `event: epoch\ndata: ${JSON.stringify({ [epochMember]: epoch })}\n\n`;
}
