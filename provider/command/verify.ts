import type { Explanation } from '@keyturn/relying-party';
import { createVerifier, OptionRefusal } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { drawChain, x5c } from '@keyturn/relying-party/x5c';
import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { readObjectFile } from '../configuration/read-file.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { readSeconds } from './read-seconds.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';
import type { VerifyFlags } from './verify-options.js';
import { verifierOptions } from './verify-options.js';

const MAX_INPUT_BYTES = 65_536;

/** `keyturn verify`: the verifier that services import, as a command. Exit status 0 for an accepted token only. */
export const verifyVerb: Verb = (terminal, done) =>
  new Command('verify')
    .description('verify a token; exit status 0 accepted, 1 refused, 2 usage, 3 keys unavailable')
    .argument('<token>', 'the compact JWS, or - for standard input')
    .option('--config <file>', 'options of the verifier, as JSON')
    .option('--issuer <url>', 'the exact issuer: one of the file, or one of its own')
    .option('--audience <audience>', 'whom the token must be for; may be repeated', collect)
    .option('--audience-any', 'check no audience')
    .option('--profile <profile>', 'accessToken (default), idToken or anyJwt')
    .option('--chain', 'the token is a chained JWT (path jwc) of the issuer')
    .option('--metadata <form>', 'where the metadata lies: openid (default) or rfc8414')
    .option('--allow-loopback', 'allow http and loopback addresses, for development')
    .option('--allow-private-network', 'allow private addresses')
    .option('--now <seconds>', 'judge as of this time, seconds since 1970', readSeconds)
    .option('--explain', 'print every check with its outcome')
    .option('--json', 'answer as JSON')
    .action(async (argument: string, flags: VerifyFlags) => {
      const verifier = await createConfigured(flags);
      try {
        const explanation = await verifier.explain(await readToken(argument, terminal));
        terminal.say(flags.json === true ? JSON.stringify(explanation) : describe(explanation, flags));
        done(exitCodeOf(explanation));
      } finally {
        verifier.close();
      }
    });

/** Each time the option is given; an option of many values would take the token for one more. */
function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

async function createConfigured(flags: VerifyFlags) {
  const file = flags.config === undefined ? {} : await readObjectFile(flags.config);
  const options = verifierOptions(file, flags);
  const { now } = flags;
  const clock = now === undefined ? {} : { clock: { ...systemClock, nowSeconds: () => now } };
  try {
    return createVerifier({ ...options, trustPaths: [jwc(), x5c()], ...clock });
  } catch (error) {
    if (error instanceof OptionRefusal) throw new UsageError(error.message);
    throw error;
  }
}

async function readToken(argument: string, terminal: Terminal): Promise<string> {
  if (argument !== '-') return argument;
  return (await terminal.readInput(MAX_INPUT_BYTES)).replace(/\r?\n$/, '');
}

function exitCodeOf({ accepted, status }: Explanation): ExitCode {
  if (accepted) return exitCodes.done;
  return status === 503 ? exitCodes.unavailable : exitCodes.refused;
}

function describe(explanation: Explanation, { explain }: VerifyFlags): string {
  const { accepted, code, cause, message, issuer, kid, claims, chain, outer, steps } = explanation;
  const verdict = accepted ? 'accepted' : `refused: ${code}: ${message}`;
  const known = {
    cause,
    issuer,
    kid,
    subject: claims?.sub,
    expires: expiry(claims?.exp),
    holder: outer?.kid,
  };
  const facts = Object.entries(known)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const checks = explain === true ? steps.map(({ check, outcome }) => `  ${check}: ${outcome}`) : [];
  const tree = chain === null || chain === undefined ? [] : drawChain(chain).split('\n');
  return [verdict, ...facts, ...tree.map((line) => `  ${line}`), ...checks].join('\n');
}

function expiry(exp: unknown): string | undefined {
  return typeof exp === 'number' ? new Date(exp * 1000).toISOString() : undefined;
}
