import type { Duplex } from 'node:stream';
import type { Clock } from '@keyturn/shared/clock';
import { createDetachedServer } from '../http/server.js';
import { connectEnds } from './connected-ends.js';
import type { Network } from './stage.js';

/** What one way takes, drawn for each message. Milliseconds of the stage's clock. */
const LEAST_TRAVEL_MILLISECONDS = 1;
const MOST_TRAVEL_MILLISECONDS = 10;

/**
 * HTTP as always, byte for byte, but for sockets: a message travels from one end of a connection to the other when the
 * stage's clock says so, and what that takes is drawn. So the same draws give the same run.
 */
export function createInProcessNetwork(clock: Clock, draw: () => number): Network {
  const servers = new Map<string, (connection: Duplex) => void>();
  const travelMilliseconds = () =>
    LEAST_TRAVEL_MILLISECONDS + draw() * (MOST_TRAVEL_MILLISECONDS - LEAST_TRAVEL_MILLISECONDS);
  let opened = 0;
  return {
    async serve(handler) {
      opened += 1;
      const origin = `http://127.0.0.1:${opened}`;
      const server = createDetachedServer(handler);
      servers.set(origin, server);
      return {
        origin,
        refuse: () => void servers.delete(origin),
        accept: () => void servers.set(origin, server),
        async close() {
          servers.delete(origin);
        },
      };
    },
    connect({ origin }) {
      const [near, far] = connectEnds(clock, travelMilliseconds);
      const accept = servers.get(origin);
      const refused = () => Object.assign(new Error('nobody listens there'), { code: 'ECONNREFUSED' });
      if (accept === undefined) clock.after(travelMilliseconds(), () => near.destroy(refused()));
      else accept(far);
      return near;
    },
  };
}
