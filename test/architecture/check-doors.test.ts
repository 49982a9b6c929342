import { expect, test } from 'vitest';
import { checkDoors } from './check-doors.js';
import { createFixture } from './fixture.js';

test.each([
  ['provider/rotator/a.ts', "import Koa from 'koa';", 'Koa'],
  ['provider/rotator/a.ts', "import Router from '@koa/router';", 'Koa'],
  ['provider/app.ts', "import { schedule } from 'node-cron';", 'the schedule'],
  ['provider/app.ts', "import Keyv from 'keyv';", 'stores'],
  ['provider/app.ts', "import { request } from 'node:https';", 'network reads'],
  ['provider/app.ts', "import http from 'node:http';", 'network reads'],
  ['relying-party/a.ts', "import { lookup } from 'node:dns/promises';", 'network reads'],
  ['relying-party/a.ts', 'export const read = () => fetch(url);', 'network reads'],
  ['relying-party/a.ts', 'export const read = globalThis.fetch;', 'network reads'],
  ['relying-party/a.ts', 'export const options = { fetch };', 'network reads'],
  ['relying-party/a.ts', 'const { fetch } = globalThis;', 'network reads'],
  ['provider/ring/a.ts', 'const { now } = globalThis.Date;', 'the clock'],
  ['relying-party/a.ts', "import { createServer } from 'node:http';", 'listening'],
  ['provider/ring/a.ts', 'export const now = Date.now();', 'the clock'],
  ['provider/ring/a.ts', 'const { now } = Date;', 'the clock'],
  ['provider/ring/a.ts', 'export const now = new Date();', 'the clock'],
  ['provider/ring/a.ts', 'export const now = performance.now();', 'the clock'],
  ['provider/ring/a.ts', 'setTimeout(() => {}, 5);', 'the clock'],
  ['provider/ring/a.ts', "import { setTimeout as sleep } from 'node:timers/promises';", 'the clock'],
  ['provider/ring/a.ts', 'setImmediate(() => {});', 'turns of the event loop'],
  ['provider/http/a.ts', 'AbortSignal.timeout(5);', 'network deadlines'],
  ['provider/http/a.ts', 'export const port = process.env.PORT;', 'the environment'],
  ['provider/http/a.ts', "export const port = process['env']['PORT'];", 'the environment'],
  ['provider/http/a.ts', 'const { env } = process;', 'the environment'],
  ['provider/http/a.ts', "import { env } from 'node:process';", 'the environment'],
])('%s may not say: %s', (path, text, door) => {
  expect(checkDoors(createFixture({ [path]: text }))).toEqual([
    expect.stringMatching(new RegExp(`^${path}:1 .* outside the door to ${door}$`)),
  ]);
});

test.each([
  ['provider/app.ts', "import Koa from 'koa';"],
  ['provider/rotator/a.ts', "import type Koa from 'koa';"],
  ['provider/serve.ts', "import { createServer } from 'node:http';"],
  ['provider/http/a.ts', "import { type IncomingMessage, STATUS_CODES } from 'node:http';"],
  ['relying-party/fetch/node.ts', "import { request } from 'node:https'; AbortSignal.timeout(5);"],
  [
    'relying-party/a.ts',
    'export const read = (fetch: Read) => fetch(url); type Read = typeof globalThis.fetch;',
  ],
  [
    'relying-party/a.ts',
    'export const read = (door: Door) => door.fetch(url); interface Door { fetch(url: URL): void }',
  ],
  ['relying-party/a.ts', 'const { fetch, wait = 1 } = plan(); if (fetch) read();'],
  ['provider/ring/a.ts', 'export const at = new Date(5); export const o = { setTimeout: 5 };'],
  ['shared/clock.ts', 'export const now = () => Date.now();'],
  ['provider/config.ts', 'export const port = process.env.PORT;'],
  ['test/a.ts', 'export const port = process.env.PORT;'],
])('%s may say: %s', (path, text) => {
  expect(checkDoors(createFixture({ [path]: text }))).toEqual([]);
});

test('one file reaches the logger', () => {
  const log = "import { pino } from 'pino';";
  const texts = {
    'provider/log.ts': log,
    'provider/http/types-only.ts': "import type { Logger } from 'pino';",
  };
  expect(checkDoors(createFixture(texts))).toEqual([]);
  expect(checkDoors(createFixture({ ...texts, 'provider/app.ts': log }))).toEqual([
    'pino is reached by more than one file: provider/log.ts, provider/app.ts',
  ]);
});
