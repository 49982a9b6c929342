import { connect } from 'node:net';

// The client of what is served, in a process of its own: requests made ready beforehand over connections that stay open,
// and no more read of an answer than its status and its end, so that what is measured is who serves.

process.on('message', async (order) => process.send(await run(order)));
process.on('disconnect', () => process.exit());

/** Microseconds a request with so many connections, each with one request under way. */
async function run({ port, request, status, inFlight, count, settling }) {
  const connections = await Promise.all(Array.from({ length: inFlight }, () => open(port, status)));
  try {
    await passOn(connections, request, settling);
    const startedAt = performance.now();
    await passOn(connections, request, count);
    return { microseconds: ((performance.now() - startedAt) * 1000) / count };
  } catch (error) {
    return { failed: error.message };
  } finally {
    for (const { close } of connections) close();
  }
}

/** Each connection takes the next request as soon as its last one was answered. */
async function passOn(connections, request, count) {
  let left = count;
  const work = async ({ ask }) => {
    while (left-- > 0) await ask(request);
  };
  await Promise.all(connections.map(work));
}

async function open(port, expectedStatus) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let waiting;
  let received = Buffer.alloc(0);
  const settle = (error) => {
    const { resolve, reject } = waiting;
    waiting = undefined;
    if (error === undefined) resolve();
    else reject(error);
  };
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const header = received.indexOf('\r\n\r\n');
    if (header < 0) return;
    const text = received.latin1Slice(0, header);
    const status = Number(text.slice(9, 12));
    const length = status === 304 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
    if (status !== expectedStatus || Number.isNaN(length)) {
      settle(new Error(`answered ${received.latin1Slice(0, 600)}`));
      return;
    }
    if (received.length < header + 4 + length) return;
    received = received.subarray(header + 4 + length);
    settle();
  });
  socket.on('close', () => waiting && settle(new Error('the connection was closed')));
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
}
