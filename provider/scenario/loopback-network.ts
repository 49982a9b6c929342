import type { Clock } from '@keyturn/shared/clock';
import { listen } from '../http/server.js';
import type { TlsFiles } from '../http/tls-files.js';
import type { Network } from './stage.js';

export interface LoopbackOptions {
  /** Of the first origin that is opened, so that a service can be configured with it. Default: a free one. */
  readonly port?: number | undefined;
  /** Origins are `https://localhost:PORT` by this pair, for parties that speak nothing else. Default: http on 127.0.0.1. */
  readonly tls?: TlsFiles | undefined;
}

/** Sockets of this machine. */
export function createLoopbackNetwork(clock: Clock, { port = 0, tls }: LoopbackOptions = {}): Network {
  const host = tls === undefined ? '127.0.0.1' : 'localhost';
  let next = port;
  return {
    async serve(handler) {
      const open = (at: number) => listen(handler, { host, port: at, tls }, { clock });
      const at = next;
      next = 0;
      const first = await open(at);
      let turn = Promise.resolve(() => first.close());
      const closed = async () => {};
      return {
        origin: `${tls === undefined ? 'http' : 'https'}://${host}:${first.port}`,
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
