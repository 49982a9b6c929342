import type { RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import type { Served } from '../scenario/stage.js';
import type { OriginFault } from '../scenario/world.js';

/** The origin that parties ask, as it is in front of a drill's issuer: it can fail them, and never on its own. */
export class FaultyOrigin {
  readonly #clock: Clock;
  readonly #hung = new Set<ServerResponse>();
  #fault: OriginFault | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Before the issuer sees a request. */
  guard(handler: RequestListener): RequestListener {
    return (request, response) => {
      if (this.#fault === 'unavailable') response.writeHead(503, { 'cache-control': 'no-store' }).end();
      else if (this.#fault === 'reset') request.socket.destroy();
      else if (this.#fault === 'hang') this.#hung.add(response);
      else handler(request, response);
    };
  }

  /** Begins at once and ends by itself; of two, the later counts. */
  fail(served: Served, how: OriginFault, forSeconds: number): void {
    this.#fault = how;
    if (how === 'refuse') served.refuse();
    this.#clock.after(forSeconds * 1000, () => {
      this.#fault = undefined;
      if (how === 'refuse') served.accept();
      this.#letGo();
    });
  }

  /** Whoever waits still is not answered any more. */
  #letGo(): void {
    for (const response of this.#hung) response.destroy();
    this.#hung.clear();
  }
}
