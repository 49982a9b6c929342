import { Command } from 'commander';
import type { VerbOutcome } from '../rotator/rotator.js';
import { describeOutcome } from './describe-outcome.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { RingFlags } from './open-configured-ring.js';
import type { Terminal } from './terminal.js';

export interface RingVerbFlags extends RingFlags {
  readonly series?: string;
  readonly json?: true;
}

/** A verb of a ring, with the options that all of them have. */
export function ringCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON');
}

/** Says what verbs did, and answers the exit status: refused if any was. */
export function tellOutcomes(
  terminal: Terminal,
  issuer: string,
  outcomes: readonly (VerbOutcome & { readonly series?: string })[],
  json: boolean,
): ExitCode {
  if (json) terminal.say(JSON.stringify({ issuer, outcomes }));
  else for (const outcome of outcomes) terminal.say(describeOutcome(outcome));
  return outcomes.some(({ outcome }) => outcome === 'refused') ? exitCodes.refused : exitCodes.done;
}
