import { Command, CommanderError } from 'commander';
import { caVerbs } from './ca.js';
import { configVerbs } from './config-check.js';
import { denylistVerbs } from './denylist.js';
import { describeFailure } from './describe-failure.js';
import { drillVerb } from './drill.js';
import type { ExitCode } from './exit-code.js';
import { exitCodes } from './exit-code.js';
import { initVerb } from './init.js';
import { keysVerbs } from './keys.js';
import { mintVerb } from './mint.js';
import { policyVerbs } from './policy.js';
import { putKidsLast } from './put-kids-last.js';
import { recoveryVerbs } from './recovery.js';
import { restoreVerb } from './restore.js';
import { secretVerb } from './secret.js';
import { simulateVerb } from './simulate.js';
import { startVerb } from './start.js';
import type { Terminal } from './terminal.js';
import { tickVerb } from './tick.js';
import type { Verb } from './verb.js';
import { verifyVerb } from './verify.js';
import { watchVerb } from './watch.js';

const verbs: readonly Verb[] = [
  initVerb,
  startVerb,
  tickVerb,
  keysVerbs,
  mintVerb,
  verifyVerb,
  watchVerb,
  policyVerbs,
  simulateVerb,
  configVerbs,
  recoveryVerbs,
  restoreVerb,
  secretVerb,
  caVerbs,
  denylistVerbs,
  drillVerb,
];

/** Runs `keyturn ARGS`; answers the exit status. Never throws. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = createProgram(terminal, (said) => {
    code = said;
  });
  try {
    await program.parseAsync(putKidsLast(args), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const failure = describeFailure(error);
    terminal.complain(failure.text);
    return failure.code;
  }
}

/** Every verb with its options. */
export function createProgram(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('keyturn')
    // What stands behind the name of a verb is the verb's: some of them have verbs of their own.
    .enablePositionalOptions()
    .description('keys that turn without anyone noticing');
  for (const verb of verbs) program.addCommand(verb(terminal, done));
  prepare(program, terminal);
  return program;
}

/** No verb ends the process or writes past the terminal. */
function prepare(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .showHelpAfterError('(--help lists every option)')
    .configureOutput({
      writeOut: (text) => terminal.say(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    });
  for (const child of command.commands) prepare(child, terminal);
}
