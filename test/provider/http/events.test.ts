import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createVerifier } from '@keyturn/relying-party';
import { followEpochs } from '@keyturn/relying-party/push';
import { expect, onTestFinished, test } from 'vitest';
import { readEpochs } from '../../../relying-party/push/epoch-lines.js';
import { adminRequest, startTestProvider, type TestProvider, tokenRequest } from './test-provider.js';

interface Listener {
  readonly response: IncomingMessage;
  readonly epochs: number[];
  readonly ended: Promise<void>;
  /** Everything so far. */
  text(): string;
}

function listen(port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      { host: '127.0.0.1', port, path: '/jwks/events', agent: false },
      (response) => {
        let [text, pending] = ['', ''];
        const epochs: number[] = [];
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
          const read = readEpochs(pending, piece);
          epochs.push(...read.epochs);
          pending = read.pending ?? '';
        });
        const ended = new Promise<void>((end) => response.once('close', end));
        resolve({ response, epochs, ended, text: () => text });
      },
    );
    sent.on('error', reject).end();
    onTestFinished(() => void sent.destroy());
  });
}

/** However slow the machine: virtual seconds pass until it is so. */
async function until({ clock }: Pick<TestProvider, 'clock'>, isSo: () => boolean): Promise<void> {
  while (!isSo()) await clock.advanceSeconds(0.25);
}

const forced = adminRequest({ force: 'a test' });

test('tells the epoch at the beginning and with each change, shows signs of life, and nothing else', async () => {
  const started = await startTestProvider({ jwksEvents: { heartbeatSeconds: 5 } });
  const { port, call, provider } = started;
  const { epoch } = (await provider.issuer().ring.look()).ring;
  const one = await listen(port);
  expect(one.response.statusCode).toBe(200);
  expect(one.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
  });
  await until(started, () => one.epochs.length === 1);
  const other = await listen(port);
  await until(started, () => other.epochs.length === 1);
  expect((await call('/admin/keys/rotate', forced)).status).toBe(200);
  await until(started, () => one.epochs.length === 2 && other.epochs.length === 2);
  expect(one.epochs).toEqual([epoch, epoch + 3]);
  expect(other.epochs).toEqual(one.epochs);
  await until(started, () => one.text().endsWith(':\n\n'));
  expect(one.text()).toMatch(/^(event: epoch\ndata: \{"keyturn_epoch":\d+\}\n\n|:\n\n)+$/);
});

test('has so many places and no more, and gives one that is left to the next', async () => {
  const started = await startTestProvider({ jwksEvents: { maxConnections: 1 } });
  const first = await listen(started.port);
  const refused = await started.call('/jwks/events');
  expect([refused.status, refused.json.code]).toEqual([503, 'busy']);
  expect(refused.headers).toMatchObject({ 'retry-after': '30', 'content-type': 'application/problem+json' });
  first.response.destroy();
  for (;;) {
    const next = await listen(started.port);
    if (next.response.statusCode === 200) break;
    await next.ended;
  }
  const head = await started.call('/jwks/events', { method: 'HEAD' });
  expect([head.status, head.text]).toEqual([200, '']);
});

test('ends every stream at shutdown, and is not there where nobody configured it', async () => {
  const { provider, port } = await startTestProvider({ jwksEvents: {} });
  const { ended } = await listen(port);
  await provider.close();
  await expect(ended).resolves.toBeUndefined();
  const plain = await startTestProvider();
  expect((await plain.call('/jwks/events')).status).toBe(404);
  expect((await plain.call('/jwks/events', { method: 'POST' })).status).toBe(405);
});

async function follower(follow: boolean) {
  const started = await startTestProvider({ jwksEvents: {} });
  const { port, clock, provider, call } = started;
  const issuer = provider.issuer().url;
  const verifier = createVerifier({
    issuers: [
      {
        issuer,
        audience: 'https://api.example',
        discovery: { jwksUri: `http://127.0.0.1:${port}/jwks` },
      },
    ],
    allowLoopback: true,
    clock,
  });
  const ends: unknown[] = [];
  const url = `http://127.0.0.1:${port}/jwks/events`;
  const options = {
    issuer,
    url,
    allowLoopback: true,
    clock,
    onEnd: (failure: unknown) => ends.push(failure),
  };
  const stop = follow ? followEpochs(verifier, options) : () => {};
  onTestFinished(() => {
    stop();
    verifier.close();
  });
  const { access_token: token } = (await call('/token', tokenRequest())).json;
  await verifier.verify(String(token));
  const epochOf = () => verifier.status()[0]?.keys.epoch ?? 0;
  return { ...started, verifier, epochOf, ends, stop };
}

test('who follows the stream refreshes without a single token; who does not waits for its copy to end', async () => {
  const [following, alone] = [await follower(true), await follower(false)];
  for (const each of [following, alone]) {
    const before = each.epochOf();
    expect((await each.call('/admin/keys/rotate', forced)).status).toBe(200);
    if (each === following) await until(each, () => each.epochOf() === before + 3);
    else {
      await each.clock.advanceSeconds(4);
      expect(each.epochOf()).toBe(before);
    }
  }
});

test('a stream that lies is not believed: the keys are read where they are, and are what they were', async () => {
  const { verifier, epochOf, clock } = await follower(false);
  const before = epochOf();
  for (const epoch of [before + 1000, Number.NaN, -1, 2 ** 60])
    verifier.hintEpoch('http://localhost:4000', epoch);
  verifier.hintEpoch('https://other.example', before + 1);
  await clock.advanceSeconds(4);
  expect(epochOf()).toBe(before);
});

test('comes again when the stream ended, and stops when told to', async () => {
  const { provider, clock, ends, stop } = await follower(true);
  await until({ clock }, () => true);
  await provider.close();
  await until({ clock }, () => ends.length >= 2);
  expect(ends.length).toBeGreaterThanOrEqual(2);
  stop();
  const { length } = ends;
  await clock.advanceSeconds(300);
  expect(ends).toHaveLength(length);
});
