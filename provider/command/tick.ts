import { Command } from 'commander';
import { describeOutcome } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { openConfiguredRing, type RingFlags } from './open-configured-ring.js';
import type { Verb } from './verb.js';

/** `keyturn tick`: what is due, once, for schedulers that run commands. */
export const tickVerb: Verb = (terminal, done) =>
  new Command('tick')
    .description('do what is due in the ring, once; twice is as good as once')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON')
    .action(async (flags: RingFlags & { json?: true }) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const outcome = await ring.tick('operator');
      await ring.close();
      terminal.say(
        flags.json === true ? JSON.stringify({ issuer: ring.issuer, ...outcome }) : describeOutcome(outcome),
      );
      done(outcome.outcome === 'refused' ? exitCodes.refused : exitCodes.done);
    });
