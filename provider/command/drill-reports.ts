import { Command } from 'commander';
import type { KeptReport, ReportEntry } from '../drill-desk/drill-reports.js';
import { reportSchema } from '../scenario/report-schema.js';
import { timelineSvg } from '../timeline/timeline-svg.js';
import { describeDrill } from './describe-drill.js';
import { exitCodes } from './exit-code.js';
import { type DrillViewFlags, openDrillView } from './open-drill-view.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

interface ReportFlags extends DrillViewFlags {
  readonly json?: true;
  readonly svg?: true;
  readonly jwt?: true;
}

const placed = (name: string, description: string) =>
  new Command(name)
    .description(description)
    .option('--config <file>', 'the configuration whose store holds them')
    .option('--url <url>', 'a running provider instead, by its admin API')
    .option('--credential-file <file>', 'with --url; default: KEYTURN_ADMIN_CREDENTIAL');

/** `keyturn drill reports [ID]` and `keyturn drill stop`. */
export const drillViewVerbs: readonly Verb[] = [
  (terminal, done) =>
    placed('reports', 'the reports that are kept, or one of them')
      .argument('[id]', 'which one')
      .option('--json', 'all of it, as JSON')
      .option('--svg', 'of one: its timeline as a picture')
      .option('--jwt', 'of one: as it was signed, for keyturn drill verify')
      .action(async (id: string | undefined, flags: ReportFlags) => {
        if (id === undefined && (flags.svg ?? flags.jwt) === true)
          throw new UsageError('--svg and --jwt are of one report: say which');
        const view = await openDrillView(terminal, flags);
        try {
          if (id === undefined) tellList(terminal, await view.reports(), flags);
          else tellOne(terminal, await view.report(id), flags);
        } finally {
          await view.close();
        }
        done(exitCodes.done);
      }),

  (terminal, done) =>
    placed('stop', 'the hard stop: ends the drill that runs, and gives a ring back as it was')
      .option('--json', 'answer as JSON')
      .action(async (flags: ReportFlags) => {
        const view = await openDrillView(terminal, flags);
        try {
          const stopped = await view.stop('operator');
          const { name, id, hasEnded } = stopped;
          terminal.say(
            flags.json === true
              ? JSON.stringify(stopped)
              : `${name} ${hasEnded ? 'has ended' : 'was told to end, and has not yet'}; its report is ${id}`,
          );
          done(hasEnded ? exitCodes.done : exitCodes.unavailable);
        } finally {
          await view.close();
        }
      }),
];

function tellList(terminal: Terminal, entries: readonly ReportEntry[], { json }: ReportFlags): void {
  if (json === true) terminal.say(JSON.stringify({ reports: entries }));
  else if (entries.length === 0) terminal.say('no reports are kept');
  else for (const entry of entries) terminal.say(describeEntry(entry));
}

function describeEntry({ id, verdict, live, by, isSigned }: ReportEntry): string {
  const where = live === null ? '' : `  on ${live}`;
  return `${verdict.toUpperCase().padEnd(12)}  ${id}  by ${by}${where}${isSigned ? '' : '  not signed'}`;
}

function tellOne(terminal: Terminal, kept: KeptReport, { json, svg, jwt }: ReportFlags): void {
  if (jwt === true && kept.jwt === null)
    throw new UsageError('this report was not signed: records are not configured where it was kept');
  if (jwt === true) terminal.say(kept.jwt ?? '');
  else if (json === true) terminal.say(JSON.stringify(kept));
  else {
    const report = reportSchema.parse(kept.report);
    terminal.say(svg === true ? timelineSvg(report.timeline) : describeDrill(report));
  }
}
