import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.js';

/** A generous limit: nothing here is about speed. */
const patience = { timeout: 15_000 };
let checkout: FakeCheckout;
beforeEach(() => {
  checkout = new FakeCheckout();
});
afterEach(() => checkout.discard());

const finished = new FakeCheckout();
beforeAll(async () => {
  expect(await finished.ready()).toMatchObject({ status: 0 });
  finished.takeNpmCalls();
  finished.takeBuilds();
});
afterAll(() => finished.discard());

test('a fresh clone is installed and built, and a second start finds nothing to do', async () => {
  const first = await checkout.ready();
  expect(first).toEqual({ status: 0, said: 'keyturn: installing dependencies …\nkeyturn: building …\n' });
  expect(checkout.takeNpmCalls()).toEqual(['ci']);
  expect(checkout.takeBuilds()).toBe(1);
  expect(await checkout.ready()).toEqual({ status: 0, said: '' });
  expect(checkout.takeNpmCalls()).toEqual([]);
  expect(checkout.takeBuilds()).toBe(0);
});

describe('installs', () => {
  test('anew what was cut short', async () => {
    checkout.write('node_modules/jose/package.json', '{}');
    await checkout.ready();
    expect(checkout.takeNpmCalls()).toEqual(['ci']);
  });

  test('without emptying node_modules when the lock file moved on', async () => {
    checkout.copyFrom(finished);
    checkout.writeLock({ 'node_modules/jose': { version: '6.0.1' } });
    await checkout.ready();
    expect(checkout.takeNpmCalls()).toEqual(['install']);
    expect(checkout.takeBuilds()).toBe(1);
  });

  test('what somebody removed', async () => {
    checkout.copyFrom(finished);
    checkout.remove('node_modules/jose');
    await checkout.ready();
    expect(checkout.takeNpmCalls()).toEqual(['install']);
  });

  test('nothing because of a time stamp', async () => {
    checkout.copyFrom(finished);
    checkout.write('package-lock.json', checkout.read('package-lock.json'));
    expect(await checkout.ready()).toEqual({ status: 0, said: '' });
  });
});

describe('builds', () => {
  test.each(['provider/dist', 'provider/dist/index.js', 'shared/dist/tsconfig.tsbuildinfo'])(
    'what is missing: %s',
    async (path) => {
      checkout.copyFrom(finished);
      checkout.remove(path);
      await checkout.ready();
      expect(checkout.takeBuilds()).toBe(1);
      expect(checkout.has(path)).toBe(true);
      expect(checkout.takeNpmCalls()).toEqual([]);
    },
  );

  test('after a source changed', async () => {
    checkout.copyFrom(finished);
    const later = Date.now() / 1000 + 1;
    utimesSync(join(checkout.root, 'shared/index.ts'), later, later);
    await checkout.ready();
    expect(checkout.takeBuilds()).toBe(1);
  });

  test('and takes away what was built from a source that is gone', async () => {
    checkout.copyFrom(finished);
    checkout.write('provider/dist/gone.js', '');
    checkout.write('provider/dist/gone.d.ts', '');
    await checkout.ready();
    expect(checkout.has('provider/dist/gone.js') || checkout.has('provider/dist/gone.d.ts')).toBe(false);
    expect(checkout.has('provider/dist/index.js')).toBe(true);
  });

  test('again after a failure, until it succeeds', async () => {
    checkout.write('compiler-is-broken', '');
    expect(await checkout.ready()).toMatchObject({
      status: 1,
      said: expect.stringContaining('the build failed (exit status 2)'),
    });
    expect(await checkout.ready()).toMatchObject({ status: 1 });
    checkout.remove('compiler-is-broken');
    expect(await checkout.ready()).toMatchObject({ status: 0 });
    expect(checkout.takeBuilds()).toBe(3);
  });
});

test('a failing npm is said with what to do', async () => {
  checkout.write('npm-is-broken', '');
  const { status, said } = await checkout.ready();
  expect(status).toBe(1);
  expect(said).toMatch(/npm ci failed \(exit status 7\).*npm registry/s);
  expect(said).not.toMatch(/\n\s+at /);
});

describe('the lock', () => {
  test('lets one of two terminals do the work and the other wait for it', async () => {
    checkout.write('npm-waits', '');
    const first = checkout.start();
    await expect.poll(() => checkout.has('npm-calls'), patience).toBe(true);
    const second = checkout.start();
    await expect.poll(second.said, patience).toContain('waiting for it');
    checkout.remove('npm-waits');
    expect((await first.ended).status).toBe(0);
    expect((await second.ended).status).toBe(0);
    expect(checkout.takeNpmCalls()).toEqual(['ci']);
    expect(checkout.takeBuilds()).toBe(1);
  });

  test('of a process that is gone is broken', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    checkout.write('.dev/.ready-lock/owner', String(pid));
    expect(await checkout.ready()).toMatchObject({ status: 0 });
    expect(checkout.has('.dev/.ready-lock')).toBe(false);
  });

  test('is given back after a failure', async () => {
    checkout.write('npm-is-broken', '');
    await checkout.ready();
    expect(checkout.has('.dev/.ready-lock')).toBe(false);
  });
});
