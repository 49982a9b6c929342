import { readFileSync } from 'node:fs';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import type { DrillDesk } from '../../../provider/drill-desk/drill-desk.js';
import { createIdempotency } from '../../../provider/http/idempotency.js';
import { issuerPaths, pathsServed } from '../../../provider/http/issuer-paths.js';
import { createProcessRoutes } from '../../../provider/http/process-routes.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';
import { startTestProvider } from './test-provider.js';

const readme = readFileSync(new URL('../../../provider/http/README.md', import.meta.url), 'utf8');

/** Every endpoint of the tables, as `GET /path`; the name of a drill stands for any. */
const documented = readme
  .split('\n')
  .filter((line) => /^\| `(GET|POST) /.test(line))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(GET|POST) ([^`]+)`/g)])
  .map(([, method = '', path = '']) => ({ method, path: path.replace('{name}', 'planned-rotation') }));

test('every path of an issuer has its row', () => {
  const paths = documented.map(({ path }) => path);
  expect(pathsServed(issuerPaths('https://issuer.example')).filter((path) => !paths.includes(path))).toEqual(
    [],
  );
});

test.each(documented)('$method $path is served, and no other method of it', async ({ method, path }) => {
  const { call } = await startTestProvider({ certificates: { authority: {} } });
  const other = await call(path, { method: 'DELETE' });
  expect(other.status).toBe(405);
  expect(other.headers.allow).toContain(method);
});

const idleDesk: DrillDesk = {
  run: () => Promise.reject(new Error('nobody asks')),
  stop: () => Promise.reject(new Error('nobody asks')),
  report: () => Promise.reject(new Error('nobody asks')),
  reports: async () => [],
  close: async () => {},
};

test('every path of the process has its row', () => {
  const clock = new VirtualClock(0);
  const door = {
    realm: 'nobody',
    identify: async () => undefined,
    limit: async () => {},
    idempotency: createIdempotency(createShortLivedState({ clock })),
    clock,
    log: () => {},
  };
  const { stack } = createProcessRoutes({
    issuers: [],
    cron: door,
    admin: door,
    drills: { desk: idleDesk, names: ['planned-rotation'] },
  });
  const served = stack.map(({ path }) =>
    String(path)
      .replace(/\\/g, '')
      .replace(/^\/\^|\$\/$/g, ''),
  );
  const paths = documented.map(({ path }) => path);
  expect(served.length).toBeGreaterThan(10);
  expect(served.filter((path) => !paths.includes(path))).toEqual([]);
});
