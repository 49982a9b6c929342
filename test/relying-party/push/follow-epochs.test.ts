import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { followEpochs } from '../../../relying-party/push/follow-epochs.js';

const event = (epoch: number) => `event: epoch\ndata: {"keyturn_epoch":${epoch}}\n\n`;

/** Time stands still; how many timers wait is counted. */
class CountingClock extends VirtualClock {
  waiting = 0;

  override after(delayMilliseconds: number, task: () => void): () => void {
    this.waiting += 1;
    let stands = true;
    const over = () => {
      if (stands) this.waiting -= 1;
      stands = false;
    };
    const cancel = super.after(delayMilliseconds, () => {
      over();
      task();
    });
    return () => {
      over();
      cancel();
    };
  }
}

async function follow(body: string) {
  const clock = new CountingClock(10_000);
  const hinted: number[] = [];
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const stop = followEpochs(
    { hintEpoch: (_issuer, epoch) => hinted.push(epoch) },
    {
      issuer: 'https://issuer.example',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks/events`,
      allowLoopback: true,
      clock,
      onEnd: () => ended(),
    },
  );
  onTestFinished(() => {
    stop();
    server.closeAllConnections();
    server.close();
  });
  await end;
  return { clock, hinted, stop, calls: () => calls };
}

test('a flood of epochs is one timer, and the last of them is heard', async () => {
  const { clock, hinted } = await follow(Array.from({ length: 1000 }, (_, at) => event(at + 1)).join(''));
  // One until the epochs have settled, one until the stream is asked for again.
  expect(clock.waiting).toBe(2);
  await clock.advanceSeconds(0.4);
  expect(hinted).toEqual([]);
  await clock.advanceSeconds(30);
  expect(hinted.slice(0, 2)).toEqual([1, 1000]);
});

test('a stream that says more than any issuer has to say is given up unheard', async () => {
  const { hinted, clock } = await follow(`${':\n\n'.repeat(50_000)}${event(7)}`);
  await clock.advanceSeconds(0.4);
  expect(clock.waiting).toBe(1);
  expect(hinted).toEqual([]);
});

test('who stops hears nothing more, not even what came before', async () => {
  const { clock, hinted, stop } = await follow(event(7));
  stop();
  await clock.advanceSeconds(100);
  expect([hinted, clock.waiting]).toEqual([[], 0]);
});
