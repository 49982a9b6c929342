import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.js';
import { bundlePage } from './bundle-page.js';
import { startChainService } from './chain-service.js';

/** Debian's Chromium at a page, until the test ends. */
async function openBrowser(url: string): Promise<void> {
  const profile = await scratchFolder();
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn('/usr/bin/chromium', [...flags, url], {
    detached: true,
    stdio: 'ignore',
    // Its sockets go with the folder.
    env: { ...process.env, TMPDIR: profile },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // The whole group: a browser is many processes.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await gone;
  });
}

test('a holder in a browser signs requests that a service accepts while the key of its inners turns', async () => {
  const page = await bundlePage(new URL('browser-holder-page.ts', import.meta.url));
  expect(page).not.toMatch(/from ["']node:/);
  const service = await startChainService(page);
  await openBrowser(service.url);
  const report = await service.report;

  expect(service.refusals).toEqual([]);
  expect(report).toMatchObject({ failures: [], taken: 'InvalidAccessError' });
  expect(report.agent).toContain('HeadlessChrome');
  const kids = service.accepted.map(({ signerKid }) => signerKid);
  expect(new Set(kids)).toEqual(new Set(['inner-1', 'inner-2']));
  // Under several inners, one after the other.
  expect(new Set(service.accepted.map(({ innerJti }) => innerJti)).size).toBeGreaterThan(2);
  expect(service.accepted.every(({ holder, htm }) => holder === 'browser-K1' && htm === 'GET')).toBe(true);
}, 120_000);
