import { brokenOnes, type ProofReport } from './build-report.js';
import { largestShare } from './largest-share.js';

/** The report for a person: what was held, what was looked at, and how each mutant was found. */
export function writeMarkdown(report: ProofReport): string {
  return [
    `Seed ${report.seed}, size \`${report.size}\`: ${report.holds ? 'everything holds' : '**it does not hold**'}.`,
    table(
      ['property', 'states', 'random trials', 'violations', 'with 95 % confidence, at most'],
      report.properties.map(({ property, states, trials, violations }) => [
        `\`${property}\``,
        count(states),
        count(trials),
        String(violations),
        violations === 0 ? largestShare(trials) : '-',
      ]),
    ),
    table(
      ['small scope', 'party', 'durations', 'states', 'steps checked', 'every run of up to'],
      report.explorations.map(({ scope, parties, durations, states, moves, steps }) => [
        scope,
        parties.join(' and '),
        Object.entries(durations)
          .map(([name, seconds]) => `${name} ${seconds}`)
          .join(', ') || 'base',
        count(states),
        count(moves),
        `${steps} steps`,
      ]),
    ),
    table(
      ['random trials', 'n', 'steps checked'],
      report.trials.map(({ kind, trials, moves }) => [kind, count(trials), count(moves)]),
    ),
    table(
      ['rule', 'mutant', 'looked for in', 'counterexample, steps', 'breaks', 'how'],
      report.mutants.map(({ rule, name, by, found }) => [
        rule,
        name,
        by,
        found === undefined ? '**unseen**' : String(found.steps),
        found === undefined ? '-' : `\`${found.property}\``,
        found?.message ?? 'the proof is blind to it',
      ]),
    ),
  ].join('\n\n');
}

/** What is broken, and how each mutant was found, step by step. */
export function writeStories(report: ProofReport): string {
  const broken = brokenOnes(report).map(({ property, message, story }) =>
    tell(`VIOLATION of ${property}: ${message}`, story),
  );
  const found = report.mutants.map(({ rule, name, found: each }) =>
    each === undefined ? `${rule}, ${name}: UNSEEN` : tell(`${rule}, ${name}: ${each.message}`, each.story),
  );
  return [...broken, ...found].join('\n\n');
}

const tell = (title: string, story: readonly string[]): string =>
  [title, ...story.map((line, at) => `  ${at + 1}. ${line}`)].join('\n');

const count = (number: number): string => number.toLocaleString('en-US');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
