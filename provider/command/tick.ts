import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { openCustody } from '../open-custody.js';
import { openRing } from '../open-ring.js';
import { chooseIssuer } from './choose-issuer.js';
import { describeOutcome } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** `keyturn tick`: what is due, once, for schedulers that run commands. */
export const tickVerb: Verb = (terminal, done) =>
  new Command('tick')
    .description('do what is due in the ring, once; twice is as good as once')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--json', 'answer as JSON')
    .action(async ({ config, issuer, json }: { config: string; issuer?: string; json?: true }) => {
      const configuration = await loadConfiguration(config, terminal.environment);
      const chosen = chooseIssuer(configuration, issuer);
      if (chosen.store.kind === 'memory')
        throw new UsageError('a ring in memory can only be ticked by its own process');
      const parts = { clock: systemClock, log: createLog({ level: 'warn' }) };
      const keys = await openCustody(configuration);
      const custody = await certifyCustody(chosen, keys.custody, parts);
      const ring = await openRing(chosen, { custody, ...parts });
      const outcome = await ring.tick('operator');
      await ring.close();
      terminal.say(
        json === true ? JSON.stringify({ issuer: ring.issuer, ...outcome }) : describeOutcome(outcome),
      );
      done(outcome.outcome === 'refused' ? exitCodes.refused : exitCodes.done);
    });
