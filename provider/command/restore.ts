import { systemClock } from '@keyturn/shared/clock';
import { Command } from 'commander';
import { loadConfiguration } from '../config.js';
import { createLog } from '../log.js';
import { certifyCustody } from '../open-certificates.js';
import { openCustody } from '../open-custody.js';
import { openFileStore, openRing } from '../open-ring.js';
import { nothingLeft, readLostRing } from '../rotator/read-lost-ring.js';
import { restoreRing } from '../rotator/restore-ring.js';
import { chooseIssuer } from './choose-issuer.js';
import { describeOutcome } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { readWholeNumber } from './read-whole-number.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface RestoreFlags {
  readonly config: string;
  readonly issuer?: string;
  readonly lost?: string;
  readonly epochAbove?: number;
  readonly revoked: readonly string[];
  readonly reason: string;
  readonly json?: true;
}

/** `keyturn restore`: makes a ring that was put back from a backup the newest. */
export const restoreVerb: Verb = (terminal, done) =>
  new Command('restore')
    .description('make a ring that was put back from a backup the newest; revoked keys stay revoked')
    .requiredOption('--config <file>', 'the configuration')
    .option('--issuer <url>', 'which issuer, where there are several')
    .option('--lost <folder>', 'what is left of the lost store: its keys that ended stay ended')
    .option('--epoch-above <number>', 'the highest epoch that was served', readWholeNumber)
    .option('--revoked <kid...>', 'keys that were revoked since the backup was made', [])
    .option('--reason <text>', 'for the journal', 'restored from a backup')
    .option('--json', 'answer as JSON')
    .action(async (flags: RestoreFlags) => {
      const configuration = await loadConfiguration(flags.config, terminal.environment);
      const chosen = chooseIssuer(configuration, flags.issuer);
      const { store, issuer } = chosen;
      if (store.kind === 'memory') throw new UsageError('a ring in memory has no backup');
      const parts = { clock: systemClock, log: createLog({ level: 'warn' }) };
      const lost =
        flags.lost === undefined
          ? nothingLeft
          : await readLostRing(await openFileStore(flags.lost, parts), issuer);
      const keys = await openCustody(configuration);
      const custody = await certifyCustody(chosen, keys.custody, parts);
      const ring = await openRing(chosen, { custody, ...parts });
      const { epochAbove, revoked, reason } = flags;
      // The history first: what is lost after this step is still known to the next attempt.
      await (await openFileStore(store.folder, parts)).archiveKeys(lost.former);
      const { ended, outcome } = await restoreRing(ring.verbs, { lost, epochAbove, revoked, reason });
      await ring.close();
      if (flags.json === true) terminal.say(JSON.stringify({ issuer: ring.issuer, ended, ...outcome }));
      else {
        for (const { kid, what } of ended) terminal.say(`${what}: ${kid}`);
        terminal.say(describeOutcome(outcome));
      }
      done(outcome.outcome === 'done' ? exitCodes.done : exitCodes.refused);
    });
