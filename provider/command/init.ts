import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { createMissingWrappingKey, openCustody } from '../open-custody.js';
import { assertNoRing, createRing } from '../open-ring.js';
import { chooseIssuer } from './choose-issuer.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** `keyturn init`: the one verb that creates a ring. */
export const initVerb: Verb = (terminal, done) =>
  new Command('init')
    .description('create the key ring of each configured issuer, and its wrapping key if the file is missing')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'this one alone, for example one that was added')
    .action(async ({ config, issuer }: { config: string; issuer?: string }) => {
      const configuration = await loadConfiguration(config, terminal.environment);
      const chosen = issuer === undefined ? configuration.issuers : [chooseIssuer(configuration, issuer)];
      if (chosen.some(({ store }) => store.kind === 'memory'))
        throw new UsageError('a ring in memory lives as long as its process: keyturn start creates it');
      // Before a key is made: a ring that stands needs the one that it has.
      for (const each of chosen) await assertNoRing(each);
      for (const file of await createMissingWrappingKey(configuration))
        terminal.say(
          `created the wrapping key ${file} (mode 0600); back it up: without it the ring signs nothing`,
        );
      const parts = { clock: systemClock, log: createLog({ level: 'warn' }) };
      const keys = await openCustody(configuration);
      for (const each of chosen) {
        const custody = await certifyCustody(each, keys.custody, parts);
        const ring = await createRing(each, { custody, ...parts });
        const { keySet } = await ring.look();
        await ring.close();
        terminal.say(`created the ring of ${ring.issuer} with ${keySet.keys.length} keys:`);
        for (const { kid, alg } of keySet.keys) terminal.say(`  ${alg}  ${kid}`);
      }
      terminal.say(`next: keyturn start --config ${config}`);
      done(exitCodes.done);
    });
