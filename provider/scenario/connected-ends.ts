import { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';

/** Two ends of one connection. What is written at one arrives at the other when its travel is over, in order. */
export function connectEnds(clock: Clock, travelMilliseconds: () => number): readonly [Duplex, Duplex] {
  const near = new End(clock, travelMilliseconds);
  const far = new End(clock, travelMilliseconds);
  near.other = far;
  far.other = near;
  return [near, far];
}

type Done = (error?: Error | null) => void;

class End extends Duplex {
  other: End | undefined;
  readonly #clock: Clock;
  readonly #travelMilliseconds: () => number;

  constructor(clock: Clock, travelMilliseconds: () => number) {
    super({ allowHalfOpen: true });
    this.#clock = clock;
    this.#travelMilliseconds = travelMilliseconds;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(chunk, done);
  }

  override _writev(parts: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#send(Buffer.concat(parts.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.other?.hearEnd();
    done();
  }

  /** Cut off at one end, it is over at the other. */
  override _destroy(error: Error | null, done: Done): void {
    this.other?.hearEnd();
    done(error);
  }

  hearEnd(): void {
    if (!this.readableEnded && !this.destroyed) this.push(null);
  }

  #send(bytes: Buffer, done: Done): void {
    this.#clock.after(this.#travelMilliseconds(), () => {
      if (!this.destroyed && this.other?.destroyed === false) this.other.push(bytes);
      done();
    });
  }

  // What a socket has besides, and HTTP asks for.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
