import { expect, test } from 'vitest';
import { sendRaw } from './send-raw.js';
import { cronRequest, startTestProvider, tokenRequest } from './test-provider.js';

const head = (port: number, ...lines: string[]) =>
  [...lines, `Host: localhost:${port}`, 'Connection: close', '', ''].join('\r\n');

test.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a method of control characters', 'G\u0001T / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a header folded into the next', 'GET /jwks HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n'],
  ['two lengths', 'POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
  [
    'a length and chunks',
    'POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
])('%s gets a clean 400', async (_, text) => {
  const { port, seen } = await startTestProvider();
  const answer = await sendRaw(port, text);
  seen.bodies.push(answer);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('Content-Type: application/problem+json');
  expect(answer).toContain('"code":"request_malformed"');
});

test('header fields over the cap get 431', async () => {
  const { port } = await startTestProvider();
  const answer = await sendRaw(port, head(port, 'GET /jwks HTTP/1.1', `X: ${'y'.repeat(20_000)}`));
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toContain('"code":"headers_too_large"');
});

test('a URL over the cap gets 414', async () => {
  const { call } = await startTestProvider();
  const answer = await call(`/jwks?${'x'.repeat(3000)}`);
  expect([answer.status, answer.json.code]).toEqual([414, 'url_too_long']);
});

test('a method that nobody knows gets 501, a path that is not there 404', async () => {
  const { call } = await startTestProvider();
  const unknown = await call('/jwks', { method: 'PROPFIND' });
  expect([unknown.status, unknown.json.code]).toEqual([501, 'not_implemented']);
  const nowhere = await call('/../etc/passwd');
  expect([nowhere.status, nowhere.json.code]).toEqual([404, 'not_found']);
  expect(nowhere.headers['content-type']).toBe('application/problem+json');
  expect(nowhere.headers['cache-control']).toBe('no-store');
});

test.each(['authorization', 'content-type', 'idempotency-key'])('%s given twice is refused', async (name) => {
  const { call } = await startTestProvider();
  const { headers, ...rest } = cronRequest({ 'content-type': 'application/json' });
  const answer = await call('/cron/tick', { ...rest, headers: { ...headers, [name]: ['a', 'b'] } });
  expect([answer.status, answer.json.code]).toEqual([400, 'request_invalid']);
});

test('two Host lines are refused', async () => {
  const { port } = await startTestProvider();
  const answer = await sendRaw(port, head(port, 'GET /jwks HTTP/1.1', 'Host: other.example'));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('a body that drips past the deadline is cut off', async () => {
  const { port, clock } = await startTestProvider();
  const { headers } = tokenRequest();
  const lines = Object.entries({ ...headers, 'content-length': '100' }).map(
    ([name, value]) => `${name}: ${String(value)}`,
  );
  const answer = sendRaw(port, `${head(port, 'POST /token HTTP/1.1', ...lines)}grant_type=`);
  // Until the request has arrived, the deadline does not run: the clock is moved on until it does.
  const cut = await Promise.race([answer, keepMoving(clock)]);
  expect(cut).toMatch(/^HTTP\/1\.1 408 /);
  expect(cut).toContain('"error":"invalid_request"');
});

async function keepMoving(clock: { advanceSeconds(seconds: number): Promise<void> }): Promise<never> {
  for (;;) await clock.advanceSeconds(1);
}

test('an id of the caller comes back, one with a line break or of any length does not', async () => {
  const { call, seen } = await startTestProvider();
  expect((await call('/jwks', { headers: { 'x-request-id': 'abc-123' } })).headers['x-request-id']).toBe(
    'abc-123',
  );
  const long = await call('/jwks', { headers: { 'x-request-id': 'x'.repeat(65) } });
  expect(long.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(seen.logLines.join('')).toContain('"requestId":"abc-123"');
});

test('what is in the query, and what is long in the path, does not reach the log', async () => {
  const { call, seen } = await startTestProvider();
  const opaque = 'S3cr3t'.repeat(10);
  await call(`/jwks/${opaque}/x`);
  await call(`/jwks?access_token=${opaque.slice(0, 20)}`);
  expect(seen.logLines.map((line) => JSON.parse(line).path)).toEqual(['/jwks/…/x', '/jwks']);
  expect(seen.logLines.join('')).not.toContain('S3cr3t');
});
