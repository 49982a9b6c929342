import type { Clock } from '@keyturn/shared/clock';
import { listen } from '../http/server.js';
import type { Network } from './stage.js';

/**
 * Sockets of this machine.
 * @param port of the first origin that is opened, so that a service can be configured with it. Default: a free one.
 */
export function createLoopbackNetwork(clock: Clock, port = 0): Network {
  let next = port;
  return {
    async serve(handler) {
      const at = next;
      next = 0;
      const listening = await listen(handler, { host: '127.0.0.1', port: at }, { clock });
      return { origin: `http://127.0.0.1:${listening.port}`, close: () => listening.close() };
    },
    connect: undefined,
  };
}
