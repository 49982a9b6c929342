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
      const open = (at: number) => listen(handler, { host: '127.0.0.1', port: at }, { clock });
      const at = next;
      next = 0;
      const first = await open(at);
      let turn = Promise.resolve(() => first.close());
      const closed = async () => {};
      return {
        origin: `http://127.0.0.1:${first.port}`,
        refuse() {
          turn = turn.then((close) => close()).then(() => closed);
        },
        accept() {
          turn = turn.then(() => open(first.port)).then((again) => () => again.close());
        },
        close: async () => (await turn)(),
      };
    },
    connect: undefined,
  };
}
