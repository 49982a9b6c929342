/** What `keyturn watch` found in the end, over a rotation of somebody's provider. */
export interface WatchedProvider {
  readonly run: string;
  /** Codes of findings; empty: none. */
  readonly findings: readonly string[];
}

/** The runs that the page of the watch records, which the test that makes them holds to what it sees. */
export function readWatched(page: string): readonly WatchedProvider[] {
  const [, section = ''] = page.split('\n## Runs\n');
  const rows = section.matchAll(/^\| (?!run \||--- )(.+?) \| (.+) \|$/gm);
  return [...rows].map(([, run = '', found = '']) => ({
    run,
    findings: [...found.matchAll(/`(\w+)`/g)].map(([, code = '']) => code),
  }));
}
