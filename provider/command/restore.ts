import { Command, InvalidArgumentError } from 'commander';
import { openFileStore, openStore } from '../open-ring.js';
import { nothingLeft, readLostRing } from '../rotator/read-lost-ring.js';
import { restoreRing } from '../rotator/restore-ring.js';
import { describeOutcome } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { openConfiguredRing, type RingFlags, verbParts } from './open-configured-ring.js';
import { readReason } from './read-reason.js';
import { readWholeNumber } from './read-whole-number.js';
import type { Verb } from './verb.js';

/** Half of what a number holds: above it must be room for every change that is still to come, and no epoch goes back. */
const MOST_EPOCH = 2 ** 52;

interface RestoreFlags extends RingFlags {
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
    .option('--epoch-above <number>', 'the highest epoch that was served', readEpoch)
    .option('--revoked <kid...>', 'keys that were revoked since the backup was made', [])
    .option('--reason <text>', 'for the journal', readReason, 'restored from a backup')
    .option('--json', 'answer as JSON')
    .action(async (flags: RestoreFlags) => {
      const { ring, chosen } = await openConfiguredRing(terminal, flags);
      const { lost: left, epochAbove, revoked, reason } = flags;
      const { clock, log } = verbParts();
      const lost =
        left === undefined
          ? nothingLeft
          : await readLostRing(await openFileStore(left, { clock, log }), ring.issuer);
      // The history first: what is lost after this step is still known to the next attempt.
      const own = await openStore(chosen, clock, log);
      await own.archiveKeys(lost.former).finally(() => own.close());
      const { outcome, ...keys } = await restoreRing(ring, { lost, epochAbove, revoked, reason });
      await ring.close();
      if (flags.json === true) terminal.say(JSON.stringify({ issuer: ring.issuer, ...keys, ...outcome }));
      else {
        for (const kid of keys.revoked) terminal.say(`revoked: ${kid}`);
        for (const kid of keys.untouched) terminal.say(`not in this backup, or revoked in it: ${kid}`);
        terminal.say(describeOutcome(outcome));
      }
      done(outcome.outcome === 'done' ? exitCodes.done : exitCodes.refused);
    });

function readEpoch(text: string): number {
  const epoch = readWholeNumber(text);
  if (epoch <= MOST_EPOCH) return epoch;
  throw new InvalidArgumentError(`It is ${MOST_EPOCH} at most: a ring beyond it could never change again.`);
}
