import type { PolicyRow } from '../ring/check-policy.js';

/** The policy check as a person reads it: one line for each bound, those that do not hold with their cure. */
export function formatPolicyTable(rows: readonly PolicyRow[]): string {
  const header = ['', 'series', 'rule', 'what', 'configured', '', 'bound', 'formula'];
  const lines = rows.map((row) => [
    row.holds ? 'ok' : 'NO',
    row.series,
    row.rule,
    row.what,
    `${row.configuredSeconds} s`,
    row.relation,
    `${row.boundSeconds} s`,
    row.formula,
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  const format = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const cures = rows
    .filter(({ holds }) => !holds)
    .map(({ series, rule, cure }) => `${rule} (${series}): ${cure}`);
  return [format(header), ...lines.map(format), ...cures].join('\n');
}
