import { Option } from 'commander';
import type { KeyRequests, KeyVerb } from '../admin/key-requests.js';
import { type Replacement, replacements } from '../ring/decide-revocation.js';
import type { ExitCode } from './exit-code.js';
import { type KeyVerbFlags, keyCommand, tellAnswer } from './key-command.js';
import { openDesk } from './open-desk.js';
import { readReason } from './read-reason.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface RevokeFlags extends KeyVerbFlags {
  readonly replaceWith: Replacement;
  readonly reason?: string;
  readonly recoveryKeyFile?: string;
}

/** The verbs of the keys that are asked once and answered once. */
export const keysChangeVerbs: readonly Verb[] = [
  (terminal, done) =>
    keyCommand('prepare', 'publish a standby where a series has none')
      .option('--series <name>', 'this series alone')
      .action(async (flags: KeyVerbFlags) =>
        done(await performOnce(terminal, flags, 'prepare', { series: flags.series })),
      ),

  (terminal, done) =>
    keyCommand('retire', 'take a standby, or a key that signs no more, out of the set ahead of its time')
      .argument('<kid>', 'the key')
      .option('--force <reason>', 'while its tokens may live: relying parties will refuse them', readReason)
      .action(async (kid: string, flags: KeyVerbFlags & { force?: string }) =>
        done(await performOnce(terminal, flags, 'retire', { kid, force: flags.force })),
      ),

  (terminal, done) =>
    keyCommand('acknowledge', 'write down that a pinned party has a key, so that it may sign')
      .argument('<party>', 'its name in rotation.pinnedParties')
      .argument('<kid>', 'the key')
      .action(async (party: string, kid: string, flags: KeyVerbFlags) =>
        done(await performOnce(terminal, flags, 'acknowledge', { party, kid })),
      ),

  (terminal, done) =>
    keyCommand('rollback', 'sign again with a key that is still published, by default the last one')
      .argument('[kid]', 'the key')
      .option('--series <name>', 'the series; default: the first')
      .action(async (kid: string | undefined, flags: KeyVerbFlags) =>
        done(await performOnce(terminal, flags, 'rollback', { series: flags.series, kid })),
      ),

  (terminal, done) =>
    keyCommand(
      'confirm-clock',
      'say that the clock is right, after a step of it stopped the keys from turning',
    )
      .requiredOption('--reason <text>', 'for the journal', readReason)
      .action(async (flags: KeyVerbFlags & { reason: string }) =>
        done(await performOnce(terminal, flags, 'confirm-clock', { reason: flags.reason })),
      ),

  (terminal, done) =>
    keyCommand('revoke', 'take a stolen key away at once; --plan says first what that costs')
      .argument('<kid>', 'the key')
      .addOption(
        new Option('--replace-with <which>', 'fresh or cold, where the standby may be stolen too')
          .choices(replacements)
          .makeOptionMandatory(),
      )
      .option('--reason <text>', 'for the journal; needed, but for a --plan', readReason)
      .option('--recovery-key-file <file>', 'with cold: the private key that opens the cold standby, PEM')
      .action(async (kid: string, flags: RevokeFlags) => {
        const { replaceWith, reason, plan, recoveryKeyFile } = flags;
        if (recoveryKeyFile !== undefined && replaceWith !== 'cold')
          throw new UsageError('--recovery-key-file goes with --replace-with cold');
        if (plan !== true && reason === undefined) throw new UsageError('--reason says why, for the journal');
        done(await performOnce(terminal, flags, 'revoke', { kid, replaceWith, reason }));
      }),
];

async function performOnce<Verb extends KeyVerb>(
  terminal: Terminal,
  flags: KeyVerbFlags,
  verb: Verb,
  asked: KeyRequests[Verb],
): Promise<ExitCode> {
  const desk = await openDesk(terminal, flags);
  try {
    const planned = flags.plan === true ? { ...asked, plan: true } : asked;
    return tellAnswer(terminal, await desk.perform(verb, planned), flags.json === true);
  } finally {
    await desk.close();
  }
}
