import { openConfiguredRing } from './open-configured-ring.js';
import { type RingVerbFlags, ringCommand, tellOutcomes } from './ring-command.js';
import type { Verb } from './verb.js';

/** The verbs of a ring that take a name and no more. */
export const keysChangeVerbs: readonly Verb[] = [
  (terminal, done) =>
    ringCommand('prepare', 'publish a standby where a series has none')
      .option('--series <name>', 'this series alone')
      .action(async (flags: RingVerbFlags) => {
        const { ring } = await openConfiguredRing(terminal, flags);
        const names =
          flags.series === undefined ? ring.policy.series.map(({ name }) => name) : [flags.series];
        const outcomes = [];
        for (const series of names) outcomes.push(await ring.verbs.prepare(series, 'operator'));
        await ring.close();
        done(tellOutcomes(terminal, ring.issuer, outcomes, flags.json === true));
      }),

  (terminal, done) =>
    ringCommand('retire', 'take a standby, or a key that signs no more, out of the set ahead of its time')
      .argument('<kid>', 'the key')
      .option('--force <reason>', 'while its tokens may live: relying parties will refuse them')
      .action(async (kid: string, flags: RingVerbFlags & { force?: string }) => {
        const { ring } = await openConfiguredRing(terminal, flags);
        const force = flags.force === undefined ? undefined : { reason: flags.force };
        const outcome = await ring.verbs.retire(kid, 'operator', force);
        await ring.close();
        done(tellOutcomes(terminal, ring.issuer, [outcome], flags.json === true));
      }),

  (terminal, done) =>
    ringCommand(
      'rewrap',
      'wrap every private half under the first wrapping key, so that the second can go',
    ).action(async (flags: RingVerbFlags) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const outcome = await ring.verbs.rewrap('operator');
      await ring.close();
      done(tellOutcomes(terminal, ring.issuer, [outcome], flags.json === true));
    }),

  (terminal, done) =>
    ringCommand('rollback', 'sign again with a key that is still published, by default the last one')
      .argument('[kid]', 'the key')
      .option('--series <name>', 'the series; default: the first')
      .action(async (kid: string | undefined, flags: RingVerbFlags) => {
        const { ring } = await openConfiguredRing(terminal, flags);
        const series = flags.series ?? ring.policy.series[0]?.name ?? '';
        const outcome = await ring.verbs.rollBack(series, 'operator', kid);
        await ring.close();
        done(tellOutcomes(terminal, ring.issuer, [outcome], flags.json === true));
      }),
];
