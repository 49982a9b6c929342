import type { Cell, LabResults, ListedParty, PrivateRow, PublicRow } from './results.js';

/** The results for people. */
export function writeMarkdown(results: LabResults): string {
  const { machine, parties } = results;
  const others = parties.filter(({ isOurs }) => !isOurs).map(({ name }) => name);
  const open = results.rows.filter((row) => !row.private);
  const counted = results.rows.filter((row) => row.private);
  return [
    '# The resilience lab',
    '',
    'Written by `npm run lab`: scripted faults at a loopback https provider, and what other people’s relying parties and ours',
    'make of them, each at the default settings that its documentation shows. Each row is a scenario of the engine that runs the drills',
    '([run-row.ts](run-row.ts), [rows.ts](rows.ts)); the parties are in [parties](../parties). The lab needs npm packages alone',
    `and took ${Math.round(results.tookSeconds / 6) / 10} minutes. \`npm run lab -- ROW …\` plays some rows anew; \`--repetitions=N\` changes how often.`,
    '',
    `${results.date}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${results.node}; ${results.repetitions} repetitions of each row with`,
    'fixed RS256 keys. A cell is the median, with the least and the most where they differ, or what was answered. A bar is met where',
    'every repetition of ours meets it.',
    ...busyLine(results),
    '',
    '## Row by row',
    '',
    `| case | bar | ours | ${others.join(' | ')} |`,
    `| --- | --- | --- | ${others.map(() => '---').join(' | ')} |`,
    ...open.map((row) => publicLine(row, others)),
    '',
    '`–`: the row is not about this party, or nothing of the kind was seen within its time.',
    '',
    '## By count',
    '',
    'Some behaviour is told by how many show it.',
    '',
    '| case | bar | ours | others that miss it |',
    '| --- | --- | --- | --- |',
    ...counted.map(privateLine),
    '',
    '## Notes',
    '',
    ...results.rows.flatMap(({ title, note }) => (note === null ? [] : [`- ${title}: ${note}`])),
    '- Where a row is about the end of a copy’s life, the answer’s `max-age` and the party’s own option are set to the same time;',
    '  the table of parties names the option.',
    '- A party that does not read discovery documents is given what a service reads by hand, once, at its start.',
    '',
    '## Parties',
    '',
    '| party | versions | settings | a copy lives, by default | option |',
    '| --- | --- | --- | --- | --- |',
    ...parties.map(partyLine),
    '',
  ].join('\n');
}

/** Told where it was: what is measured then is in part the machine. */
function busyLine({ rows, repetitions, parties }: LabResults): readonly string[] {
  const stalled = rows.reduce((sum, row) => sum + row.stalledRuns, 0);
  if (stalled === 0) return [];
  return [
    `The machine was busy: ${stalled} of about ${rows.length * repetitions * parties.length} runs lost most of some seconds to it.`,
  ];
}

function publicLine(row: PublicRow, names: readonly string[]): string {
  const others = names.map((name) => tell(row.others[name] ?? null));
  return `| ${row.title} | ${bar(row)} | ${ours(row)} | ${others.join(' | ')} |`;
}

function privateLine(row: PrivateRow): string {
  const { asked, missed } = row.others;
  return `| ${row.title} | ${bar(row)} | ${ours(row)} | ${inWords(missed)} of ${inWords(asked)} |`;
}

const bar = ({ atMost, unit }: PublicRow | PrivateRow) =>
  `${atMost === 0 ? 'no' : `at most ${atMost}`} ${unit}`;

const ours = (row: PublicRow | PrivateRow) => `**${tell(row.ours)}**, ${row.met ? 'met' : 'MISSED'}`;

function tell(cell: Cell | null): string {
  if (cell === null) return '–';
  const { median, least, most, said } = cell;
  if (said.length > 0) return said.join('; ');
  return least === most ? `${median}` : `${median} (${least}–${most})`;
}

function partyLine({ name, versions, settings, lifetime }: ListedParty): string {
  const told = Object.entries(versions).map(([each, version]) => `${each} ${version}`);
  const { defaultSeconds, option } = lifetime;
  const lives = defaultSeconds === null ? '–' : `${defaultSeconds} s`;
  return `| ${name} | ${told.join(', ')} | ${settings} | ${lives} | ${option === null ? '–' : `\`${option}\``} |`;
}

const words = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const inWords = (count: number) => words[count] ?? `${count}`;
