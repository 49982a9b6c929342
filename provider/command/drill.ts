import { suggestName } from '@keyturn/shared/suggest-name';
import { Command, Option } from 'commander';
import { bearerScenarios, type DrillOptions, scenarios } from '../drills/create-drills.js';
import type { ScenarioReport } from '../scenario/report.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Verdict } from '../scenario/verdict.js';
import { splitCommand } from '../watch/split-command.js';
import { describeDrills } from './describe-drill.js';
import { drillViewVerbs } from './drill-reports.js';
import { drillVerifyVerb } from './drill-verify.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { junitReport } from './junit-report.js';
import { readWholeNumber } from './read-whole-number.js';
import { restartService } from './restart-service.js';
import { runDrills } from './run-drills.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** Fewer make `all` longer than a quarter of an hour, more stall a machine of two cores. */
const JOBS = 3;
const MOST_JOBS = 16;
const MAX_SEED = 2 ** 32 - 1;

interface DrillFlags {
  readonly target?: string;
  readonly audience?: string;
  readonly port?: number;
  readonly restart?: string;
  readonly clock?: 'real' | 'virtual';
  readonly seed?: number;
  readonly jobs?: number;
  readonly json?: true;
  readonly junit?: true;
}

/** `keyturn drill NAME|all`: breaks an issuer of its own on purpose and tells who was harmed. */
export const drillVerb: Verb = (terminal, done) => {
  const command = new Command('drill')
    .description('run a drill, or all; exit status 0 pass, 1 fail, 3 inconclusive')
    .argument('[name]', 'which, or all; without one, lists them')
    .option('--target <url>', 'your own service: called with each token as a bearer token')
    .option('--audience <audience>', 'with --target: what your service expects in aud')
    .option('--port <number>', 'where the issuer of the drill listens, for your service to trust', readPort)
    .option(
      '--restart <command>',
      'with --target: a program that starts your service anew, run before each drill; no shell',
    )
    .addOption(
      new Option('--clock <clock>', 'default: virtual, real for a target').choices(['real', 'virtual']),
    )
    .option('--seed <number>', 'of chance, on the virtual clock; default 1', readSeed)
    .option('--jobs <number>', `of all, so many side by side, in real time; default ${JOBS}`, readJobs)
    .option('--json', 'print the reports as JSON, one a line')
    .option('--junit', 'print them as JUnit XML')
    .action(async (name: string | undefined, flags: DrillFlags) => {
      if (name === undefined) {
        terminal.say(describeDrills(scenarios));
        done(exitCodes.done);
        return;
      }
      const chosen = choose(name, flags.target === undefined ? scenarios : bearerScenarios);
      const options = optionsOf(flags);
      const runs = { ...flags, options, jobs: jobsOf(flags, chosen.length), restart: restartOf(flags) };
      const reports = await runDrills(chosen, runs, terminal);
      if (flags.junit === true) terminal.say(junitReport(reports));
      else if (flags.json !== true && reports.length > 1) terminal.say(sumUp(reports));
      done(exitCodeOf(reports.map(({ verdict }) => verdict)));
    });
  // Else what stands behind the name of a verb below would be taken for an option of this one.
  command.enablePositionalOptions();
  for (const verb of [...drillViewVerbs, drillVerifyVerb]) command.addCommand(verb(terminal, done));
  return command;
};

function readPort(text: string): number {
  const port = readWholeNumber(text);
  if (port < 1 || port > 65_535) throw new UsageError('--port: a port is between 1 and 65535');
  return port;
}

/** A seed has 32 bits: of two that differ above them, both would play the same. */
function readSeed(text: string): number {
  const seed = readWholeNumber(text);
  if (seed > MAX_SEED) throw new UsageError(`--seed: a seed is between 0 and ${MAX_SEED}`);
  return seed;
}

function readJobs(text: string): number {
  const jobs = readWholeNumber(text);
  if (jobs < 1 || jobs > MOST_JOBS) throw new UsageError(`--jobs: between 1 and ${MOST_JOBS}`);
  return jobs;
}

/** Side by side is for parties of our own in real time: there is one processor for virtual time, and one address to trust. */
function jobsOf({ jobs, clock, target, port }: DrillFlags, drills: number): number {
  const mayBeSeveral = clock === 'real' && target === undefined && port === undefined;
  if (jobs !== undefined && jobs > 1 && !mayBeSeveral)
    throw new UsageError('--jobs goes with --clock real, and neither with --target nor with --port');
  return mayBeSeveral ? Math.min(jobs ?? JOBS, drills) : 1;
}

/** Each drill has a new ring at the same address: who remembers the one before sees an issuer whose keys were lost. */
function restartOf({ restart, target }: DrillFlags): (() => Promise<void>) | undefined {
  if (restart === undefined) return undefined;
  if (target === undefined)
    throw new UsageError('--restart goes with --target: our own parties begin anew with each drill');
  const words = splitCommand(restart);
  if (words === undefined) throw new UsageError('--restart names no program, or a quote in it is not closed');
  return () => restartService(words);
}

function choose(name: string, known: readonly Scenario[]): readonly Scenario[] {
  if (name === 'all') return known;
  const found = known.filter((scenario) => scenario.name === name);
  if (found.length > 0) return found;
  if (scenarios.some((scenario) => scenario.name === name))
    throw new UsageError(`${name} is about tokens that a target called with a bearer token cannot judge`);
  const names = known.map((scenario) => scenario.name);
  const near = suggestName(name, names);
  const cure = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`there is no drill ${JSON.stringify(name)}; ${cure}`);
}

function optionsOf({ target, audience, port, clock, seed }: DrillFlags): DrillOptions {
  if (audience !== undefined && target === undefined)
    throw new UsageError('--audience goes with --target: our own parties know what tokens are for');
  if (target === undefined) return { clock: clock ?? 'virtual', seed, port };
  if (clock === 'virtual')
    throw new UsageError('a target lives in real time: leave out --clock virtual or --target');
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw new UsageError('--target must be an http or https URL');
  return { clock: 'real', port, audience, target };
}

function sumUp(reports: readonly ScenarioReport[]): string {
  const count = (wanted: Verdict) => reports.filter(({ verdict }) => verdict === wanted).length;
  return `${count('pass')} passed, ${count('fail')} failed, ${count('inconclusive')} inconclusive`;
}

/** What says nothing may say something when it is run again. */
function exitCodeOf(verdicts: readonly Verdict[]): ExitCode {
  if (verdicts.includes('fail')) return exitCodes.refused;
  return verdicts.includes('inconclusive') ? exitCodes.unavailable : exitCodes.done;
}
