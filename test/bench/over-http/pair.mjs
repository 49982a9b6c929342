import { fork } from 'node:child_process';
import { once } from 'node:events';

const place = import.meta.dirname;

/** Starts a program of this folder; it ends with us. Its log goes nowhere. */
function start(program, args = []) {
  return fork(`${place}/${program}`, args, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function ask(child, order) {
  const answered = nextMessage(child);
  child.send(order);
  return answered;
}

async function nextMessage(child) {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message),
      once(child, 'exit', { signal }).then(([status]) => {
        throw new Error(`a process of the benchmark ended with ${status}`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

/** A server of this folder in a process of its own. */
export async function startServer(name, options) {
  const child = start('serve.mjs', [name, JSON.stringify(options)]);
  const { port } = await nextMessage(child);
  return {
    port,
    cpuMicroseconds: () => ask(child, 'cpu'),
    stop: () => child.disconnect(),
  };
}

/** The client, in a process of its own. */
export function startClient() {
  const child = start('client.mjs');
  return {
    /** Microseconds a request by the clock, and of the server's processor. */
    async measure(server, { request, status, inFlight, count, settling = inFlight * 4 }) {
      const before = await server.cpuMicroseconds();
      const order = { port: server.port, request, status, inFlight, count, settling };
      const { microseconds, failed } = await ask(child, order);
      if (failed !== undefined) throw new Error(failed);
      const cpuMicroseconds = ((await server.cpuMicroseconds()) - before) / (count + settling);
      return { microseconds, cpuMicroseconds };
    },
    stop: () => child.disconnect(),
  };
}
