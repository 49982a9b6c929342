import type { KeyDesk, KeyVerbAnswer } from '../admin/key-desk.js';
import { type KeyVerbFlags, keyCommand, tellAnswer } from './key-command.js';
import { openDesk } from './open-desk.js';
import { readReason } from './read-reason.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface RotateFlags extends KeyVerbFlags {
  readonly wait?: true;
  readonly force?: string;
}

type Outcomes = Extract<KeyVerbAnswer, { outcomes: unknown }>['outcomes'];

/** `keyturn keys rotate`: hands over to the standby of each series, or of one. */
export const keysRotateVerb: Verb = (terminal, done) =>
  keyCommand('rotate', 'hand over to the standby key of each series, or of one')
    .option('--series <name>', 'this series alone')
    .option('--wait', 'wait for the lead, with a countdown, instead of being refused')
    .option(
      '--force <reason>',
      'before the lead has passed: relying parties will refuse good tokens',
      readReason,
    )
    .action(async (flags: RotateFlags) => {
      const { series, force, plan, wait } = flags;
      if (plan === true && wait === true)
        throw new UsageError('--plan does nothing that could be waited for');
      const desk = await openDesk(terminal, flags);
      try {
        const answer =
          wait === true
            ? { issuer: desk.issuer, outcomes: await rotateEach(terminal, desk, flags) }
            : await desk.perform('rotate', { series, force, plan });
        done(tellAnswer(terminal, answer, flags.json === true));
      } finally {
        await desk.close();
      }
    });

async function rotateEach(terminal: Terminal, desk: KeyDesk, flags: RotateFlags): Promise<Outcomes> {
  const names = flags.series === undefined ? (await desk.keys()).series : [flags.series];
  const outcomes: Outcomes[number][] = [];
  for (const series of names) outcomes.push(...(await rotateInTime(terminal, desk, series, flags)));
  return outcomes;
}

async function rotateInTime(
  terminal: Terminal,
  desk: KeyDesk,
  series: string,
  { force, json }: RotateFlags,
): Promise<Outcomes> {
  for (;;) {
    const answer = await desk.perform('rotate', { series, force });
    const outcomes = 'outcomes' in answer ? answer.outcomes : [];
    const guard = outcomes.find(({ outcome }) => outcome === 'refused')?.guard;
    const waitSeconds = guard?.waitSeconds ?? null;
    if (waitSeconds === null) return outcomes;
    if (json !== true) terminal.say(`${series}: ${waitSeconds} s to wait (${guard?.rule})`);
    await terminal.wait(Math.min(waitSeconds, COUNTDOWN_SECONDS) * 1000);
  }
}

/** How often the countdown speaks, and how soon a rotation by somebody else is noticed. */
const COUNTDOWN_SECONDS = 30;
