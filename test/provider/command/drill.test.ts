import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stayFor } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import { describeDrill } from '../../../provider/command/describe-drill.js';
import { junitReport } from '../../../provider/command/junit-report.js';
import { RestartError, restartService } from '../../../provider/command/restart-service.js';
import { runDrills } from '../../../provider/command/run-drills.js';
import { bearerScenarios, scenarios } from '../../../provider/drills/create-drills.js';
import { HttpClient } from '../../../provider/drills/http-client.js';
import { liveDrills } from '../../../provider/drills/live-drills.js';
import { createUrlTarget, judgeStatus } from '../../../provider/drills/url-target.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import { makeFolder, run } from './test-terminal.js';

test('lists every drill with its title', async () => {
  const { code, said } = await run(['drill']);
  expect(code).toBe(0);
  expect(said.split('\n')).toHaveLength(scenarios.length);
  for (const { name, title } of scenarios) expect(said).toMatch(new RegExp(`^${name} +${title}`, 'm'));
});

test('the README says of each drill that takes a target what it judges and what it needs', () => {
  const readme = readFileSync(new URL('../../../provider/drills/README.md', import.meta.url), 'utf8');
  const table = readme.slice(readme.indexOf('| which | judge of a service'));
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n').slice(2);
  const told = rows.flatMap((row) => {
    const [, names = '', , needs = ''] = row.split('|');
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => [name, needs.trim()] as const);
  });
  expect(told.map(([name]) => name).sort()).toEqual(bearerScenarios.map(({ name }) => name).sort());
  for (const { name, copiesOutlastSeconds: asked } of bearerScenarios)
    if (asked !== undefined) expect(new Map(told).get(name)).toContain(`E of ${asked} s`);
});

test('the README names those that can run against a ring that others rely on', () => {
  const readme = readFileSync(new URL('../../../provider/drills/README.md', import.meta.url), 'utf8');
  const [, named = ''] = /^\| only those that can: (.*?), by the policy/m.exec(readme) ?? [];
  expect(named.split(', ')).toEqual([...liveDrills.keys()].map((name) => `\`${name}\``));
});

test.each([
  [['drill', 'planed-rotation'], 'did you mean planned-rotation?'],
  [['drill', 'nothing-alike-at-all'], 'there are planned-rotation'],
  [['drill', 'inner-key-rotation', '--target', 'http://127.0.0.1:1/'], 'cannot judge'],
  [['drill', 'planned-rotation', '--target', 'file:///etc/passwd'], 'must be an http or https URL'],
  [['drill', 'planned-rotation', '--target', 'http://127.0.0.1:1/', '--clock', 'virtual'], 'real time'],
  [['drill', 'planned-rotation', '--port', '70000'], '65535'],
  [['drill', 'planned-rotation', '--audience', 'x'], 'goes with --target'],
  [['drill', 'planned-rotation', '--restart', 'true'], 'goes with --target'],
  [['drill', 'all', '--target', 'http://127.0.0.1:1/', '--restart', '"true'], 'a quote in it is not closed'],
  [['drill', 'planned-rotation', '--clock', 'sun'], 'Allowed choices'],
  [['drill', 'planned-rotation', '--seed', '4294967296'], 'a seed is between 0 and 4294967295'],
  [['drill', 'planned-rotation', '--seed', '-1'], 'must be a whole number'],
  [['drill', 'all', '--jobs', '0'], 'between 1 and 16'],
  [['drill', 'all', '--jobs', '2'], 'goes with --clock real'],
  [['drill', 'all', '--jobs', '2', '--clock', 'real', '--port', '4901'], 'nor with --port'],
])('%j is refused with a cure, and runs nothing', async (args, words) => {
  const { code, said, complained } = await run(args);
  expect([code, said]).toEqual([2, '']);
  expect(complained).toContain(words);
});

test.each([
  ['false', 'false, which is to start the service anew, ended with status 1; no drill'],
  [
    'no-such-program --token secret',
    'no-such-program, which is to start the service anew, could not be run (ENOENT)',
  ],
  ["sh -c 'kill -TERM $$'", 'ended with SIGTERM'],
])('where the service is not started anew by %j, nothing is judged', async (command, words) => {
  const args = ['drill', 'all', '--target', 'http://127.0.0.1:1/', '--restart', command];
  const { code, said, complained } = await run(args);
  expect([code, said]).toEqual([3, '']);
  expect(complained).toBe(`restart_failed: ${complained.slice('restart_failed: '.length)}`);
  expect(complained).toContain(words);
  expect(complained).not.toContain('secret');
});

test('what a restart leaves running is not waited for, and one that hangs is ended', async () => {
  const file = join(await makeFolder(), 'pid');
  await restartService(['sh', '-c', `sleep 300 & echo $! > ${file}`]);
  // Throws where it has ended.
  process.kill(Number(readFileSync(file, 'utf8')));
  const hanging = restartService(['sleep', '300'], 50);
  await expect(hanging).rejects.toThrow('sleep, which is to start the service anew, took over 50 ms');
});

test('the service is started anew before each drill', async () => {
  const told: string[] = [];
  const chosen = bearerScenarios.filter(({ name }) => ['double-rotation', 'kid-reuse'].includes(name));
  const restart = async () => {
    told.push('restart');
    if (told.length > 1) throw new RestartError('restart_failed', 'the second time');
  };
  const terminal = {
    ...{ say: () => {}, readInput: async () => '', environment: {}, folder: '/nowhere', wait: stayFor },
    complain: (text: string) => void told.push(text),
    untilSignal: () => new Promise<string>(() => {}),
  };
  const running = runDrills(chosen, { options: { clock: 'virtual' }, jobs: 1, restart }, terminal);
  await expect(running).rejects.toThrow('the second time');
  expect(told.filter((text) => !/ tokens tried,|after /.test(text))).toEqual([
    ...[
      'restart',
      expect.stringMatching(/^\[1\/2\] double-rotation: \d+ s, as fast as it can …$/),
      'restart',
    ],
  ]);
});

test.each([
  [200, 'accepted', null],
  [204, 'accepted', null],
  [401, 'refused', 'status_401'],
  [403, 'refused', 'status_403'],
  [302, 'error', 'status_302'],
  [404, 'error', 'status_404'],
  [503, 'error', 'status_503'],
  [undefined, 'error', 'no_answer'],
])('a service that answers %s has %s', (status, answer, code) => {
  expect(judgeStatus(status)).toEqual({ answer, code, kidKnown: null });
});

test('a service is called with the token, and one that is not there is no verdict', async () => {
  const server = createServer((request, response) =>
    response.writeHead(request.headers.authorization === 'Bearer good' ? 200 : 401).end(),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hello?x=1`;
  const target = createUrlTarget(new HttpClient(), url);
  onTestFinished(() => target.close());
  expect(await target.present({ token: 'good', kid: 'k' })).toMatchObject({ answer: 'accepted' });
  expect(await target.present({ token: 'bad', kid: 'k' })).toMatchObject({ answer: 'refused' });
  const nobody = createUrlTarget(new HttpClient(), 'http://127.0.0.1:1/');
  expect(await nobody.present({ token: 'good', kid: 'k' })).toMatchObject({ code: 'no_answer' });
});

const report = (scenario: string, verdict: ScenarioReport['verdict'], reasons: readonly string[]) =>
  ({
    ...{ scenario, title: 'a <title>', verdict, reasons, startedAtSeconds: 10, endedAtSeconds: 12.5 },
    bars: [{ bar: 'falseRejects', figure: 0, allowed: '<= 0', met: true }],
    figures: {
      ...{ validTokensTried: 300, falseRejects: 0, falseRejectRateBound95: 0.01, badTokensTried: 7 },
      ...{ falseAccepts: 0, signingKids: ['a', 'b'], keySetRequests: 9, herdPerSecondPeak: 0 },
      ...{ exposureTailSeconds: 0, classes: { refetching: { gapSeconds: null } } },
    },
  }) as unknown as ScenarioReport;

test('CI servers read a failure as one, and what says nothing as an error', () => {
  const xml = junitReport([
    report('one', 'pass', []),
    report('two', 'fail', ['falseRejects is 3, not <= 0']),
    report('three', 'inconclusive', ['the machine stalled']),
  ]);
  expect(xml).toContain('tests="3" failures="1" errors="1"');
  expect(xml).toContain('name="one" time="2.500"/>');
  expect(xml).toContain('<failure message="falseRejects is 3, not &lt;= 0">');
  expect(xml).toContain('<error message="the machine stalled">');
});

test('a person reads the verdict first, and how much zero is worth', () => {
  const said = describeDrill(report('one', 'fail', ['something']));
  expect(said).toMatch(/^FAIL {2}one: /);
  expect(said).toContain('because something');
  expect(said).toContain('300 valid tokens tried, 0 not accepted (with 95 % confidence fewer than 1 %)');
  expect(said).toContain('7 bad tokens tried, 0 accepted where none may be');
  expect(said).not.toMatch(/after the revocation|refused the new key|fetches a second/);
});

test('what a hand-over cost that nobody could know of is told', () => {
  const { figures, ...rest } = report('one', 'pass', []);
  const cost = { exposureTailSeconds: 1.329, herdPerSecondPeak: 4 };
  const classes = { 'expiry-only': { gapSeconds: 2.5 } };
  const said = describeDrill({ ...rest, figures: { ...figures, ...cost, classes } } as ScenarioReport);
  expect(said).toContain('a token of the revoked key was accepted up to 1.3 s after the revocation');
  expect(said).toContain('expiry-only parties refused the new key for 2.5 s');
  expect(said).toContain('tokens forced up to 4 fetches a second');
});
