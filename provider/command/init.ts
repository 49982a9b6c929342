import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { createMissingWrappingKey, openCustody } from '../open-custody.js';
import { assertNoRing, createRing } from '../open-ring.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** `keyturn init`: the one verb that creates a ring. */
export const initVerb: Verb = (terminal, done) =>
  new Command('init')
    .description('create the key ring of the configured issuer, and its wrapping key if the file is missing')
    .requiredOption('--config <file>', 'the configuration')
    .action(async ({ config }: { config: string }) => {
      const configuration = await loadConfiguration(config, terminal.environment);
      if (configuration.store.kind === 'memory')
        throw new UsageError('a ring in memory lives as long as its process: keyturn start creates it');
      // Before a key is made: a ring that stands needs the one that it has.
      await assertNoRing(configuration);
      for (const file of await createMissingWrappingKey(configuration))
        terminal.say(
          `created the wrapping key ${file} (mode 0600); back it up: without it the ring signs nothing`,
        );
      const parts = { clock: systemClock, log: createLog({ level: 'warn' }) };
      const keys = await openCustody(configuration);
      const custody = await certifyCustody(configuration, keys.custody, parts);
      const ring = await createRing(configuration, { custody, ...parts });
      const { keySet } = await ring.servable();
      await ring.close();
      terminal.say(`created the ring of ${ring.issuer} with ${keySet.keys.length} keys:`);
      for (const { kid, alg } of keySet.keys) terminal.say(`  ${alg}  ${kid}`);
      terminal.say(`next: keyturn start --config ${config}`);
      done(exitCodes.done);
    });
