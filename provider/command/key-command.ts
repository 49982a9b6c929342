import { Command } from 'commander';
import type { KeyVerbAnswer } from '../admin/key-desk.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import { describeForesight, describeOutcome } from './describe-outcome.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { DeskFlags } from './open-desk.js';
import type { Terminal } from './terminal.js';

export interface DeskVerbFlags extends DeskFlags {
  readonly json?: true;
}

export interface KeyVerbFlags extends DeskVerbFlags {
  readonly series?: string;
  readonly plan?: true;
}

/** A verb that an operator asks at a desk, with the options that all of them have. */
export function deskCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--config <file>', 'the configuration whose store holds the keys')
    .option('--url <url>', 'a running provider instead, by its admin API')
    .option('--credential-file <file>', 'with --url; default: KEYTURN_ADMIN_CREDENTIAL')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON');
}

/** The same of a verb that changes keys. */
export function keyCommand(name: string, description: string): Command {
  return deskCommand(name, description).option('--plan', 'say what it would do, and change nothing');
}

/** Says what a verb did or would do, and answers the exit status: refused if any was. */
export function tellAnswer(terminal: Terminal, answer: KeyVerbAnswer, json: boolean): ExitCode {
  if ('outcomes' in answer) return tellOutcomes(terminal, answer.issuer, answer.outcomes, json);
  const { issuer, plan } = answer;
  if (json) terminal.say(JSON.stringify({ issuer, plan }));
  else {
    for (const foreseen of plan) terminal.say(describeForesight(foreseen));
    terminal.say('nothing was changed');
  }
  return plan.some(({ outcome }) => outcome === 'refused') ? exitCodes.refused : exitCodes.done;
}

/** Says what was done, and answers the exit status. */
export function tellOutcomes(
  terminal: Terminal,
  issuer: string,
  outcomes: readonly (VerbOutcome & { readonly series?: string | null })[],
  json: boolean,
): ExitCode {
  if (json) terminal.say(JSON.stringify({ issuer, outcomes }));
  else for (const outcome of outcomes) terminal.say(describeOutcome(outcome));
  return outcomes.some(({ outcome }) => outcome === 'refused') ? exitCodes.refused : exitCodes.done;
}
