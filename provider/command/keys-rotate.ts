import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import { openConfiguredRing } from './open-configured-ring.js';
import { type RingVerbFlags, ringCommand, tellOutcomes } from './ring-command.js';
import type { Terminal } from './terminal.js';
import type { Verb } from './verb.js';

interface RotateFlags extends RingVerbFlags {
  readonly wait?: true;
  readonly force?: string;
}

/** `keyturn keys rotate`: hands over to the standby of each series, or of one. */
export const keysRotateVerb: Verb = (terminal, done) =>
  ringCommand('rotate', 'hand over to the standby key of each series, or of one')
    .option('--series <name>', 'this series alone')
    .option('--wait', 'wait for the lead, with a countdown, instead of being refused')
    .option('--force <reason>', 'before the lead has passed: relying parties will refuse good tokens')
    .action(async (flags: RotateFlags) => {
      const { ring } = await openConfiguredRing(terminal, flags);
      const names = flags.series === undefined ? ring.policy.series.map(({ name }) => name) : [flags.series];
      const outcomes: (VerbOutcome & { series: string })[] = [];
      for (const series of names) outcomes.push({ series, ...(await rotate(terminal, ring, series, flags)) });
      await ring.close();
      done(tellOutcomes(terminal, ring.issuer, outcomes, flags.json === true));
    });

async function rotate(
  terminal: Terminal,
  ring: IssuerRing,
  series: string,
  { wait, force, json }: RotateFlags,
): Promise<VerbOutcome> {
  for (;;) {
    const outcome = await ring.verbs.rotate(
      series,
      'operator',
      force === undefined ? undefined : { reason: force },
    );
    const waitSeconds = outcome.guard?.waitSeconds ?? null;
    if (wait !== true || outcome.outcome !== 'refused' || waitSeconds === null) return outcome;
    if (json !== true) terminal.say(`${series}: ${waitSeconds} s to wait (${outcome.guard?.rule})`);
    await terminal.wait(Math.min(waitSeconds, COUNTDOWN_SECONDS) * 1000);
  }
}

/** How often the countdown speaks, and how soon a rotation by somebody else is noticed. */
const COUNTDOWN_SECONDS = 30;
