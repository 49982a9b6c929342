import type { Clock } from '@keyturn/shared/clock';
import { listen } from '../http/server.js';
import type { Network } from './stage.js';

/** Sockets of this machine. */
export function createLoopbackNetwork(clock: Clock): Network {
  return {
    async serve(handler) {
      const listening = await listen(handler, { host: '127.0.0.1', port: 0 }, { clock });
      return { origin: `http://127.0.0.1:${listening.port}`, close: () => listening.close() };
    },
    connect: undefined,
  };
}
