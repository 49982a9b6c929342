import type { GuardsView, JournalView, KeyDesk, KeysView } from '../admin/key-desk.js';
import type { ListedKey } from '../ring/list-keys.js';
import { describeForesight } from './describe-outcome.js';
import { exitCodes } from './exit-code.js';
import { type DeskVerbFlags, deskCommand } from './key-command.js';
import { openDesk } from './open-desk.js';
import { readWholeNumber } from './read-whole-number.js';
import type { Terminal } from './terminal.js';
import type { Verb } from './verb.js';

const JOURNAL_ENTRIES = 20;

/** The verbs of the keys that only look. */
export const keysViewVerbs: readonly Verb[] = [
  (terminal, done) =>
    deskCommand('list', 'every published key, its state and what comes next').action(
      async (flags: DeskVerbFlags) => {
        await show(terminal, flags, (desk) => desk.keys(), describeKeys);
        done(exitCodes.done);
      },
    ),

  (terminal, done) =>
    deskCommand('guards', 'what each verb would be told now: done, or refused by which rule').action(
      async (flags: DeskVerbFlags) => {
        await show(terminal, flags, (desk) => desk.guards(), describeGuards);
        done(exitCodes.done);
      },
    ),

  (terminal, done) =>
    deskCommand('journal', 'who did what, when and why; exit status 1 if its chain is broken')
      .option('--count <number>', 'the newest so many', readWholeNumber, JOURNAL_ENTRIES)
      .action(async (flags: DeskVerbFlags & { count: number }) => {
        const { brokenAt } = await show(
          terminal,
          flags,
          (desk) => desk.journal(flags.count),
          describeJournal,
        );
        done(brokenAt === null ? exitCodes.done : exitCodes.refused);
      }),
];

async function show<View>(
  terminal: Terminal,
  flags: DeskVerbFlags,
  look: (desk: KeyDesk) => Promise<View>,
  describe: (view: View) => readonly string[],
): Promise<View> {
  const desk = await openDesk(terminal, flags);
  try {
    const view = await look(desk);
    if (flags.json === true) terminal.say(JSON.stringify(view));
    else for (const line of describe(view)) terminal.say(line);
    return view;
  } finally {
    await desk.close();
  }
}

function describeKeys({ issuer, epoch, nowSeconds, keys }: KeysView): readonly string[] {
  return [`${issuer}  epoch ${epoch}`, ...keys.map((key) => describeKey(key, nowSeconds))];
}

function describeKey({ series, kid, state, next }: ListedKey, nowSeconds: number): string {
  const when = next === null ? '' : `${next.what} ${describeWhen(next.atSeconds - nowSeconds)}`;
  return `  ${series.padEnd(10)} ${state.padEnd(8)} ${kid}  ${when}`.trimEnd();
}

function describeWhen(inSeconds: number): string {
  return inSeconds <= 0 ? 'now' : `in ${Math.ceil(inSeconds)} s`;
}

function describeGuards({ issuer, epoch, waits, verbs }: GuardsView): readonly string[] {
  return [
    `${issuer}  epoch ${epoch}`,
    ...waits.map(({ rule, message, cure }) => `  held back by ${rule}: ${message}; ${cure}`),
    ...verbs.map(({ verb, series, kid, ...foreseen }) =>
      `  ${verb} ${kid ?? series ?? ''}: ${describeForesight(foreseen)}`.replaceAll('\n', '\n  '),
    ),
  ];
}

function describeJournal({ issuer, length, brokenAt, entries }: JournalView): readonly string[] {
  return [
    `${issuer}  ${length} entries${brokenAt === null ? '' : `; ITS CHAIN IS BROKEN at entry ${brokenAt}`}`,
    ...entries.map(({ sequence, atSeconds, epoch, actor, verb, series, kid, reason, forced }) =>
      [
        `  ${sequence}  ${new Date(atSeconds * 1000).toISOString()}  epoch ${epoch}  ${actor}: ${verb}`,
        ...[series, kid].flatMap((each) => each ?? []),
        ...(reason === null ? [] : [JSON.stringify(reason)]),
        ...(forced.length === 0 ? [] : [`forced over ${forced.join(', ')}`]),
      ].join('  '),
    ),
  ];
}
