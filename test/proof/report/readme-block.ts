const begins = '<!-- made by: npm run simulate -- --write -->';
const ends = '<!-- end -->';

/** The README with this in the place of what was made last. Throws where the place is not marked. */
export function replaceBlock(readme: string, block: string): string {
  const [from, to] = [readme.indexOf(begins), readme.indexOf(ends)];
  if (from < 0 || to < from) throw new Error(`the README has no ${begins} … ${ends}`);
  return `${readme.slice(0, from)}${begins}\n\n${block}\n\n${readme.slice(to)}`;
}

/** The cells of the first columns, table by table: what stays the same whatever the machine and the seed. */
export function shapeOf(readme: string): readonly string[] {
  const block = readme.slice(readme.indexOf(begins), readme.indexOf(ends));
  return block
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split(' | ')
        .slice(0, 2)
        .join(' | ')
        .replace(/[\d,]+ *\|?$/, ''),
    );
}
