import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';

/** What a scenario is played on: time, chance, and the way from its parties to its issuer. */
export interface Stage {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly draw: () => number;
  readonly network: Network;
}

export interface Network {
  /** Opens an origin: `http://127.0.0.1:PORT`. */
  serve(handler: RequestListener): Promise<Served>;
  /** A connection to an origin that was opened here. Undefined: the system makes them. */
  readonly connect: ((url: URL) => Duplex) | undefined;
}

export interface Served {
  readonly origin: string;
  /** Takes no connections, and ends those it has, until `accept`. */
  refuse(): void;
  accept(): void;
  close(): Promise<void>;
}
