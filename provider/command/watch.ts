import { checkUrl, type FetchRules, fetchOnNode } from '@keyturn/relying-party/drill';
import { systemClock } from '@keyturn/shared/clock';
import type { MetadataForm } from '@keyturn/shared/discovery-document';
import { Command, Option } from 'commander';
import { changesBetween } from '../watch/changes.js';
import { describeChange, describeVerdict } from '../watch/describe-verdict.js';
import { runTokenCommand } from '../watch/run-token-command.js';
import { splitCommand } from '../watch/split-command.js';
import type { Verdict, VerdictName } from '../watch/verdict.js';
import { watchIssuer } from '../watch/watch-issuer.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { readDuration } from './read-duration.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface WatchFlags {
  readonly tokenCommand?: string;
  readonly for?: number;
  readonly every: number;
  readonly within: number;
  readonly metadata: MetadataForm;
  readonly allowLoopback?: true;
  readonly allowPrivateNetwork?: true;
  readonly json?: true;
}

interface Watched {
  readonly look: () => Promise<Verdict>;
  verdict: Verdict;
}

/** Of the time of one look: three reads come one after the other, a token command runs beside them, and the rest is ours. */
const SHARE_OF_A_READ = 0.24;
const SHARE_OF_THE_COMMAND = 0.7;
const MAX_BODY_BYTES = 256 * 1024;

/** `keyturn watch`: judges any issuer from outside, at once, or over a while. */
export const watchVerb: Verb = (terminal, done) =>
  new Command('watch')
    .description('judge issuers from outside; exit status 0 good, 1 something breaks, 3 no key set to judge')
    .argument('<issuers...>', 'the exact issuers, as tokens name them')
    .option('--token-command <command>', 'a program that prints one token; no shell, {issuer} is replaced')
    .option('--for <duration>', 'keep watching for so long, such as 90s, 10m or 2h', readDuration)
    .option('--every <duration>', 'the time between two looks', readDuration, 5)
    .option('--within <duration>', 'how long one look may take', readDuration, 5)
    .addOption(
      new Option('--metadata <form>', 'where the metadata lies')
        .choices(['openid', 'rfc8414'])
        .default('openid'),
    )
    .option('--allow-loopback', 'allow http and loopback addresses, for development')
    .option('--allow-private-network', 'allow private addresses')
    .option('--json', 'answer as JSON, one object a line')
    .action(async (issuers: readonly string[], flags: WatchFlags) => {
      const look = createLook(flags);
      const watched = await Promise.all(
        [...new Set(issuers)].map(async (issuer): Promise<Watched> => {
          const own = look(issuer);
          return { look: own, verdict: await own() };
        }),
      );
      for (const { verdict } of watched) tellVerdict(terminal, verdict, flags);
      if (flags.for !== undefined) {
        await keepWatching(terminal, watched, flags.for, flags);
        for (const { verdict } of watched) tellVerdict(terminal, verdict, flags);
      }
      done(exitCodeOf(watched.map(({ verdict }) => verdict.verdict)));
    });

function createLook(flags: WatchFlags) {
  if (flags.every === 0 || flags.within === 0)
    throw new UsageError('--every and --within are a second at least');
  const words = flags.tokenCommand === undefined ? undefined : splitCommand(flags.tokenCommand);
  if (flags.tokenCommand !== undefined && words === undefined)
    throw new UsageError('--token-command names no program, or a quote in it is not closed');
  const rules = {
    allowLoopback: flags.allowLoopback === true,
    allowPrivateNetwork: flags.allowPrivateNetwork === true,
    deadlineMilliseconds: flags.within * 1000 * SHARE_OF_A_READ,
    maxBodyBytes: MAX_BODY_BYTES,
  };
  return (issuer: string) => {
    refuseUnaskable(issuer, rules);
    return watchIssuer(issuer, {
      fetchDocument: fetchOnNode,
      rules,
      metadata: flags.metadata,
      nowSeconds: systemClock.nowSeconds,
      getToken:
        words === undefined
          ? undefined
          : () => runTokenCommand(words, issuer, flags.within * 1000 * SHARE_OF_THE_COMMAND),
    });
  };
}

/** What the caller wrote is no fault of an issuer. A name that may hold a password is not repeated. */
function refuseUnaskable(issuer: string, rules: FetchRules): void {
  try {
    checkUrl(issuer, rules);
  } catch (error) {
    const name = issuer.includes('@') ? 'an issuer' : `the issuer ${JSON.stringify(issuer)}`;
    const flag = rules.allowLoopback ? '' : ' (--allow-loopback)';
    const cure = issuer.startsWith('http:') ? flag : '';
    throw new UsageError(`${name} cannot be watched: ${error instanceof Error ? error.message : ''}${cure}`);
  }
}

async function keepWatching(
  terminal: Terminal,
  watched: readonly Watched[],
  forSeconds: number,
  flags: WatchFlags,
): Promise<void> {
  const end = systemClock.monotonicMilliseconds() + forSeconds * 1000;
  let stopped = false;
  const stop = terminal.untilSignal().then(() => {
    stopped = true;
  });
  for (;;) {
    const leftMilliseconds = end - systemClock.monotonicMilliseconds();
    if (stopped || leftMilliseconds <= 0) return;
    await Promise.race([stop, terminal.wait(Math.min(flags.every * 1000, leftMilliseconds))]);
    if (stopped) return;
    await Promise.all(watched.map((each) => lookAgain(terminal, each, flags)));
  }
}

async function lookAgain(terminal: Terminal, each: Watched, flags: WatchFlags): Promise<void> {
  const before = each.verdict;
  each.verdict = await each.look();
  const atSeconds = systemClock.nowSeconds();
  for (const change of changesBetween(before, each.verdict))
    terminal.say(
      flags.json === true ? JSON.stringify({ ...change, atSeconds }) : describeChange(change, atSeconds),
    );
}

function tellVerdict(terminal: Terminal, verdict: Verdict, { json }: WatchFlags): void {
  terminal.say(json === true ? JSON.stringify({ type: 'verdict', ...verdict }) : describeVerdict(verdict));
}

function exitCodeOf(verdicts: readonly VerdictName[]): ExitCode {
  if (verdicts.some((name) => name === 'breaks-now' || name === 'breaks-at-rotation'))
    return exitCodes.refused;
  return verdicts.includes('unknown') ? exitCodes.unavailable : exitCodes.done;
}
