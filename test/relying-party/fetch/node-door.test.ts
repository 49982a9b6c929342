import type { LookupAddress } from 'node:dns';
import { type AddressInfo, createServer, Socket } from 'node:net';
import nock from 'nock';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { FetchRequest, FetchRules } from '../../../relying-party/fetch/door.js';
import { createNodeFetch } from '../../../relying-party/fetch/node.js';
import { loopbackRules } from '../keys/key-stand.js';
import {
  drip,
  endless,
  hang,
  json,
  reset,
  type ScriptedIssuer,
  startScriptedIssuer,
  status,
  text,
} from '../keys/scripted-issuer.js';

// Interceptors stand before the look-up and the socket, which are what is tested here. Nothing leaves loopback: names
// are resolved by the tests, and what is not is refused before it is dialled.
beforeAll(() => nock.restore());
afterAll(() => nock.activate());

const path = '/document';
const brief: FetchRules = { ...loopbackRules, deadlineMilliseconds: 300 };
const strict: FetchRules = { ...loopbackRules, allowLoopback: false };

/** The code that the fetch is refused with, or `ok`. */
async function outcome(
  request: FetchRequest | string,
  rules: FetchRules = loopbackRules,
  answers: readonly (readonly string[])[] = [],
): Promise<string> {
  const left = [...answers];
  const resolve = async (): Promise<LookupAddress[]> =>
    (left.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const fetchDocument = createNodeFetch(answers.length > 0 ? { resolve } : {});
  return fetchDocument(typeof request === 'string' ? { url: request } : request, rules).then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
}

const portOf = ({ issuer }: ScriptedIssuer) => new URL(issuer).port;

test('a document comes with its headers and its bytes, and nothing but what was asked is sent', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, json({ a: 1 }, { etag: '"x"' }));
  const read = await createNodeFetch()({ url: provider.issuer + path }, loopbackRules);
  expect(new TextDecoder().decode(read.body)).toBe('{"a":1}');
  expect([read.status, read.header('etag'), read.header('x-none')]).toEqual([200, '"x"', undefined]);
  expect(Object.keys(provider.requests[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
  expect(provider.requests[0]?.headers['accept-encoding']).toBe('identity');
});

test('an ETag and no-cache are sent when asked for, and 304 is an answer only to an ETag', async () => {
  const provider = await startScriptedIssuer();
  const url = provider.issuer + path;
  provider.on(path, status(304));
  expect(await outcome({ url, etag: '"x"', noCache: true })).toBe('ok');
  expect(provider.requests[0]?.headers).toMatchObject({
    'if-none-match': '"x"',
    'cache-control': 'no-cache',
  });
  expect(await outcome(url)).toBe('status_unexpected');
});

test.each([
  ['404', status(404), 'status_unexpected'],
  ['503', status(503), 'status_unexpected'],
  ['204', status(204), 'status_unexpected'],
  ['201', status(201), 'status_unexpected'],
  ['301', status(301, { location: '/elsewhere' }), 'redirect_refused'],
  ['302 to another host', status(302, { location: 'https://evil.example/' }), 'redirect_refused'],
  ['308', status(308, { location: '/elsewhere' }), 'redirect_refused'],
  ['HTML', text('<html></html>', { 'content-type': 'text/html; charset=utf-8' }), 'content_type_unexpected'],
  ['plain text', text('{}', { 'content-type': 'text/plain' }), 'content_type_unexpected'],
  ['a packed body', text('{}', { 'content-encoding': 'gzip' }), 'encoding_refused'],
  ['identity by name', text('{}', { 'content-encoding': 'identity' }), 'ok'],
  ['application/jwk-set+json', text('{}', { 'content-type': 'application/jwk-set+json' }), 'ok'],
  ['JSON with a charset', text('{}', { 'content-type': 'Application/JSON; charset=utf-8' }), 'ok'],
  ['a connection reset', reset, 'connection_failed'],
])('%s: %s', async (_name, answer, code) => {
  const provider = await startScriptedIssuer();
  provider.on(path, answer);
  expect(await outcome(provider.issuer + path)).toBe(code);
  expect(provider.count('/elsewhere')).toBe(0);
});

test('no content type is let through, since small servers name none', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, (response) => response.end('{}'));
  expect(await outcome(provider.issuer + path)).toBe('ok');
});

test('the message of a redirect names the cure and not where it led (ssrf-5)', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, status(301, { location: 'https://evil.example/?secret=1' }));
  const failed = createNodeFetch()({ url: provider.issuer + path }, loopbackRules);
  await expect(failed).rejects.toThrow(/discovery\.jwksUri/);
  await expect(failed).rejects.not.toThrow(/evil|secret/);
});

test.each([
  ['hangs', hang],
  ['drips', drip],
])('a provider that %s is left at the deadline (dos-5)', async (_name, answer) => {
  const provider = await startScriptedIssuer();
  provider.on(path, answer);
  expect(await outcome(provider.issuer + path, brief)).toBe('deadline_exceeded');
});

test('a resolver that hangs is left at the deadline', async () => {
  const fetchDocument = createNodeFetch({ resolve: () => new Promise(() => undefined) });
  await expect(fetchDocument({ url: 'https://a.example/' }, brief)).rejects.toMatchObject({
    code: 'deadline_exceeded',
  });
});

test('a body of 96 MiB is cut at the cap, whatever it says of its length (dos-5)', async () => {
  const provider = await startScriptedIssuer();
  let sentBytes = 0;
  provider.on(
    path,
    endless(96 * 1024 * 1024, (bytes) => (sentBytes = bytes)),
  );
  expect(await outcome(provider.issuer + path)).toBe('body_too_large');
  expect(sentBytes).toBeLessThan(16 * 1024 * 1024);
});

test('a body of exactly the cap is read', async () => {
  const provider = await startScriptedIssuer();
  const rules = { ...loopbackRules, maxBodyBytes: 100 };
  provider.on(path, text(' '.repeat(100)));
  expect(await outcome(provider.issuer + path, rules)).toBe('ok');
  provider.on(path, text(' '.repeat(101)));
  expect(await outcome(provider.issuer + path, rules)).toBe('body_too_large');
});

test.each([
  ['file:///etc/passwd', 'url_refused'],
  ['ftp://a.example/jwks', 'url_refused'],
  ['data:application/json,{}', 'url_refused'],
  ['not a url', 'url_refused'],
  ['https://user:secret@a.example/', 'url_refused'],
  ['https://user@a.example/', 'url_refused'],
  ['http://127.0.0.1:1/', 'url_refused'],
  ['https://127.0.0.1:1/', 'address_refused'],
  // Every way to write an address that a URL parser knows.
  ['https://0x7f.1:1/', 'address_refused'],
  ['https://0177.0.0.1:1/', 'address_refused'],
  ['https://2130706433:1/', 'address_refused'],
  ['https://127.1:1/', 'address_refused'],
  ['https://[::1]:1/', 'address_refused'],
  ['https://[::ffff:127.0.0.1]:1/', 'address_refused'],
  ['https://[::ffff:7f00:1]:1/', 'address_refused'],
  ['https://[::]:1/', 'address_refused'],
  ['https://0.0.0.0:1/', 'address_refused'],
  ['https://169.254.169.254/latest/meta-data/', 'address_refused'],
  ['https://[fd00:ec2::254]/', 'address_refused'],
  ['https://[64:ff9b::a9fe:a9fe]/', 'address_refused'],
  ['https://10.0.0.1/', 'address_refused'],
  ['https://[fe80::1]/', 'address_refused'],
])('strictly, %s is %s (ssrf-2, key-11)', async (url, code) => {
  expect(await outcome(url, strict)).toBe(code);
});

test('http leads to loopback and nowhere else, even where private networks are allowed', async () => {
  const rules = { ...loopbackRules, allowPrivateNetwork: true };
  expect(await outcome('http://10.0.0.1/', rules)).toBe('address_refused');
  expect(await outcome('http://a.example/', rules, [['10.0.0.1']])).toBe('address_refused');
  expect(await outcome('http://a.example/', rules, [['8.8.8.8']])).toBe('address_refused');
});

test.each([
  ['127.0.0.1'],
  ['169.254.169.254'],
  ['10.0.0.1'],
  ['::1'],
  ['::ffff:127.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['fd00:ec2::254'],
])('a name that resolves to %s is refused before anything is sent', async (address) => {
  const provider = await startScriptedIssuer();
  provider.on(path, json({}));
  const url = `https://innocent.example:${portOf(provider)}${path}`;
  expect(await outcome(url, strict, [[address]])).toBe('address_refused');
  // One bad address among good ones refuses the name.
  expect(await outcome(url, strict, [['8.8.8.8', address]])).toBe('address_refused');
  expect(provider.requests).toEqual([]);
});

test('a name is looked up for each connection, and what was checked is what is connected to (ssrf-2)', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, (response) => {
    response.writeHead(200, { connection: 'close' });
    response.end('{}');
  });
  const answers = [['127.0.0.1'], ['169.254.169.254']];
  let lookups = 0;
  const fetchDocument = createNodeFetch({
    resolve: async () => (answers[lookups++] ?? []).map((address) => ({ address, family: 4 })),
  });
  const request = { url: `http://rebinding.example:${portOf(provider)}${path}` };
  expect((await fetchDocument(request, loopbackRules)).status).toBe(200);
  await expect(fetchDocument(request, loopbackRules)).rejects.toMatchObject({ code: 'address_refused' });
  expect([lookups, provider.requests.length]).toEqual([2, 1]);
});

test('the address that the socket ended up at has the last word (ssrf-2)', async () => {
  const sentBytes: number[] = [];
  const inner = createServer((socket) => socket.on('data', (data) => sentBytes.push(data.length)));
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => inner.close(() => resolve())));
  const { port } = inner.address() as AddressInfo;
  // Whatever happened between the look-up and the socket, here is a connection to where nobody was allowed.
  const connect = Socket.prototype.connect;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
    return Reflect.apply(connect, this, [port, '127.0.0.1']);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await outcome('https://innocent.example/', strict, [['8.8.8.8']])).toBe('address_refused');
  expect(sentBytes).toEqual([]);
});

test('a name without an address and a refused connection are failures of the connection', async () => {
  expect(await outcome('https://nowhere.example/', strict, [[]])).toBe('connection_failed');
  expect(await outcome('http://127.0.0.1:1/')).toBe('connection_failed');
});

test('a kept connection that the provider has closed meanwhile is no failure', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, json({}));
  const fetchDocument = createNodeFetch();
  const request = { url: provider.issuer + path };
  await fetchDocument(request, loopbackRules);
  let resets = 0;
  provider.on(path, (response, headers) => {
    if (resets++ === 0) reset(response, headers);
    else json({})(response, headers);
  });
  expect((await fetchDocument(request, loopbackRules)).status).toBe(200);
  expect(resets).toBe(2);
});
