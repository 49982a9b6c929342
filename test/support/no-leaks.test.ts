import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from 'keyturn';
import { expect, onTestFinished, test } from 'vitest';
import { findLeaks, type Seen } from '../provider/http/seen.js';

const seen = () => (globalThis as unknown as Record<symbol, Seen>)[Symbol.for('keyturn.seen-by-the-suite')];

async function serve(headers: Record<string, string>, body: string) {
  const server = createServer((_, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) =>
    get({ host: '127.0.0.1', port, agent: false }, (response) => response.resume().on('end', resolve)),
  );
}

const leaking = '{"keys":[{"kty":"EC","crv":"P-256","x":"x","y":"y","d":"secret"}]}';

test('what an answer of ours leaks is found, and what others say is theirs (provider-19)', async () => {
  await serve({}, leaking);
  expect(seen()?.bodies).toEqual([]);
  await serve({ 'X-Request-Id': 'r' }, leaking);
  expect(findLeaks(seen() ?? { bodies: [], logLines: [] })).toEqual(['body: d']);
  seen()?.bodies.splice(0);
});

test('a line on standard error is seen', () => {
  createLog({ level: 'error' })('error', 'seen.by_the_suite', {});
  expect(seen()?.logLines.splice(0)).toEqual([expect.stringContaining('seen.by_the_suite')]);
});
