import { expect, test } from 'vitest';
import type { FetchRules } from '../../../relying-party/fetch/door.js';
import { createWebFetch } from '../../../relying-party/fetch/web.js';
import { loopbackRules } from '../keys/key-stand.js';
import {
  drip,
  endless,
  hang,
  json,
  reset,
  startScriptedIssuer,
  status,
  text,
} from '../keys/scripted-issuer.js';

const path = '/document';
const rules: FetchRules = { ...loopbackRules, addressCheck: 'unavailable' };
const brief: FetchRules = { ...rules, deadlineMilliseconds: 300 };

const outcome = (url: string, given = rules) =>
  createWebFetch()({ url }, given).then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

test('a runtime that cannot check addresses says so before it fetches', async () => {
  const provider = await startScriptedIssuer();
  expect(await outcome(provider.issuer + path, loopbackRules)).toBe('address_check_unavailable');
  expect(provider.requests).toEqual([]);
});

test('a document comes with its headers and its bytes', async () => {
  const provider = await startScriptedIssuer();
  provider.on(path, json({ a: 1 }, { etag: '"x"' }));
  const read = await createWebFetch()({ url: provider.issuer + path, etag: '"y"', noCache: true }, rules);
  expect(new TextDecoder().decode(read.body)).toBe('{"a":1}');
  expect([read.status, read.header('etag'), read.header('x-none')]).toEqual([200, '"x"', undefined]);
  expect(provider.requests[0]?.headers).toMatchObject({
    'if-none-match': '"y"',
    'cache-control': 'no-cache',
  });
});

test.each([
  ['503', status(503), 'status_unexpected'],
  ['304 unasked', status(304), 'status_unexpected'],
  ['302', status(302, { location: '/elsewhere' }), 'redirect_refused'],
  ['HTML', text('<html></html>', { 'content-type': 'text/html' }), 'content_type_unexpected'],
  ['96 MiB', endless(96 * 1024 * 1024, () => undefined), 'body_too_large'],
  ['a connection reset', reset, 'connection_failed'],
])('%s: %s', async (_name, answer, code) => {
  const provider = await startScriptedIssuer();
  provider.on(path, answer);
  expect(await outcome(provider.issuer + path)).toBe(code);
  expect(provider.count('/elsewhere')).toBe(0);
});

test.each([
  ['hangs', hang],
  ['drips', drip],
])('a provider that %s is left at the deadline', async (_name, answer) => {
  const provider = await startScriptedIssuer();
  provider.on(path, answer);
  expect(await outcome(provider.issuer + path, brief)).toBe('deadline_exceeded');
});

test.each([
  ['https://10.0.0.1/', 'address_refused'],
  ['https://8.8.8.8/', 'address_refused'],
  ['https://[::ffff:127.0.0.1]/', 'address_refused'],
  ['https://0x7f.1/', 'connection_failed'],
  ['http://a.example/', 'address_refused'],
  ['file:///etc/passwd', 'url_refused'],
  ['https://user:secret@a.example/', 'url_refused'],
])('%s is %s', async (url, code) => {
  expect(await outcome(url)).toBe(code);
});

test('loopback needs its permission here as well', async () => {
  expect(await outcome('https://localhost/', { ...rules, allowLoopback: false })).toBe('address_refused');
});
