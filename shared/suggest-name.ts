/** The known name that a misspelt one was probably meant to be; undefined when none is near. */
export function suggestName(written: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= Math.max(2, written.length / 3)
    ? nearest.name
    : known.find((name) => isBeginningOf(written, name));
}

/** `maxTokenLifetime`, where the unit was left out. */
function isBeginningOf(written: string, name: string): boolean {
  return written.length >= LEAST_BEGINNING && name.toLowerCase().startsWith(written.toLowerCase());
}

const LEAST_BEGINNING = 4;

/** Levenshtein, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
