import { Command } from 'commander';
import { tellOutcomes } from './key-command.js';
import { openConfiguredRing, type RingFlags } from './open-configured-ring.js';
import type { Verb } from './verb.js';

/** `keyturn keys rewrap`: who does it must have both wrapping keys, so it is done where they are. */
export const keysRewrapVerb: Verb = (terminal, done) =>
  new Command('rewrap')
    .description('wrap every private half under the first wrapping key, so that the second can go')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON')
    .action(async (flags: RingFlags & { json?: true }) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const outcome = await ring.verbs.rewrap('operator');
      await ring.close();
      done(tellOutcomes(terminal, ring.issuer, [outcome], flags.json === true));
    });
