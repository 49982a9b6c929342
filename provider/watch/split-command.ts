/**
 * The words of a command line: separated by blanks, `'…'` and `"…"` hold blanks together. No shell: no variable, no
 * pattern, no pipe, no backslash. Undefined where a quote is not closed or nothing is left.
 */
export function splitCommand(line: string): readonly [string, ...string[]] | undefined {
  const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word);
  if (line.replace(/'[^']*'|"[^"]*"/g, '').match(/['"]/)) return undefined;
  const [program, ...rest] = words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  return program === undefined || program === '' ? undefined : [program, ...rest];
}
