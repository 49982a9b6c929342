import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { openCustody } from '../open-custody.js';
import { openRing } from '../open-ring.js';
import { describeOutcome } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** `keyturn tick`: what is due, once, for schedulers that run commands. */
export const tickVerb: Verb = (terminal, done) =>
  new Command('tick')
    .description('do what is due in the ring, once; twice is as good as once')
    .requiredOption('--config <file>', 'the configuration')
    .option('--json', 'answer as JSON')
    .action(async ({ config, json }: { config: string; json?: true }) => {
      const configuration = await loadConfiguration(config, terminal.environment);
      if (configuration.store.kind === 'memory')
        throw new UsageError('a ring in memory can only be ticked by its own process');
      const parts = { clock: systemClock, log: createLog({ level: 'warn' }) };
      const keys = await openCustody(configuration);
      const custody = await certifyCustody(configuration, keys.custody, parts);
      const ring = await openRing(configuration, { custody, ...parts });
      const outcome = await ring.tick('operator');
      await ring.close();
      terminal.say(
        json === true ? JSON.stringify({ issuer: ring.issuer, ...outcome }) : describeOutcome(outcome),
      );
      done(outcome.outcome === 'refused' ? exitCodes.refused : exitCodes.done);
    });
