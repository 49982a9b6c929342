import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearerScenarios } from '../../../provider/drills/create-drills.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import { CheckoutCopy, repositoryRoot } from '../../readme/checkout-copy.js';
import { readBlocks, replacePorts } from '../../readme/read-blocks.js';
import { Service } from '../../readme/service.js';
import { findFreePort } from '../../support/free-port.js';
import { runProcess, runToSuccess } from '../../support/run-process.js';

let copy: CheckoutCopy;
beforeAll(() => {
  copy = new CheckoutCopy();
});
afterAll(() => copy.discard());

const guide = readFileSync(join(repositoryRoot, 'provider/drills/guide.md'), 'utf8');
const ofTheGuide = { issuerPort: 4901, audience: 'https://orders.example' };
const RUNS_AT_MOST = 4;
const STOP_MILLISECONDS = 10_000;

/** The first block of the guide makes `orders.mjs`: here in a folder of its own, for an issuer at another port. */
async function makeService(issuerPort: number): Promise<string> {
  const [block] = readBlocks(guide);
  if (block === undefined) throw new Error('the guide has no block');
  const folder = mkdtempSync(join(copy.root, 'orders-'));
  const { text } = replacePorts(block, new Map([[ofTheGuide.issuerPort, issuerPort]]));
  await runToSuccess('sh', ['-eu', '-c', text], { cwd: folder });
  return folder;
}

/** As a reader of the guide does: starts the service anew, and drills it by the command. */
async function drill(name: string, command = 'node orders.mjs') {
  const [port, issuerPort] = [await findFreePort(), await findFreePort()];
  const service = new Service(command, {
    cwd: await makeService(issuerPort),
    env: { PORT: String(port), NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  try {
    await service.waitForPort(port);
    const options = ['--target', `http://127.0.0.1:${port}/`, '--audience', ofTheGuide.audience];
    const verb = ['provider/bin/keyturn.js', 'drill', name, ...options, '--port', `${issuerPort}`, '--json'];
    const { status, output, errors } = await runProcess('node', verb, { cwd: copy.root });
    if (output === '') throw new Error(`${name} ended with ${status}\n${errors}`);
    return { status, report: JSON.parse(output) as ScenarioReport };
  } finally {
    await service.stop(STOP_MILLISECONDS);
  }
}

/** What a machine that stalls makes inconclusive may be tried again; what failed may not. */
async function drillToAVerdict(...what: Parameters<typeof drill>): ReturnType<typeof drill> {
  let end = await drill(...what);
  for (let run = 1; run < RUNS_AT_MOST && end.report.verdict === 'inconclusive'; run++)
    end = await drill(...what);
  return end;
}

const answersAll = (status: number) =>
  `node -e "require('node:http').createServer((_, response) => response.writeHead(${status}).end()).listen(process.env.PORT)"`;

describe.concurrent('called at its URL, in a process of its own,', () => {
  test.each(bearerScenarios.map(({ name }) => [name]))('the service of the guide passes %s', async (name) => {
    const { status, report } = await drillToAVerdict(name);
    const { validTokensTried, falseRejects, badTokensTried, falseAccepts } = report.figures;
    console.info(
      `${name}: ${falseRejects} of ${validTokensTried} refused, ${falseAccepts} of ${badTokensTried} bad ones accepted`,
    );
    expect(report.reasons).toEqual([]);
    expect(report).toMatchObject({ scenario: name, verdict: 'pass', clock: 'real', rejects: [] });
    expect(status).toBe(0);
    expect(validTokensTried).toBeGreaterThan(100);
  });

  test.each([
    ['that believes everything', 200, 'kid-squatting', 'falseAccepts'],
    ['that believes nothing', 401, 'planned-rotation', 'falseRejects'],
    ['that is broken', 500, 'planned-rotation', 'falseRejects'],
  ])('a service %s fails', async (_, answer, name, figure) => {
    const { status, report } = await drillToAVerdict(name, answersAll(answer));
    expect(report.verdict).toBe('fail');
    expect(report.reasons.join()).toContain(figure);
    expect(status).toBe(1);
  });
});
