import type { Finding } from './finding.js';
import type { Verdict } from './verdict.js';
import type { KeyRecord } from './watch-state.js';

export type Change =
  | { readonly type: 'found' | 'gone'; readonly issuer: string; readonly finding: Finding }
  | { readonly type: 'published' | 'signing' | 'withdrawn'; readonly issuer: string; readonly kid: string };

/** What is new from one verdict to the next. Pure. */
export function changesBetween(before: Verdict, after: Verdict): readonly Change[] {
  const { issuer } = after;
  const had = new Map(before.keys.map((record) => [record.name, record]));
  const news = (type: 'published' | 'signing' | 'withdrawn', holds: (record: KeyRecord) => boolean) =>
    after.keys
      .filter((record) => {
        const earlier = had.get(record.name);
        return holds(record) && (earlier === undefined || !holds(earlier));
      })
      .map(({ name }) => ({ type, issuer, kid: name }));
  return [
    ...news('published', (record) => isPublished(record)),
    ...news('signing', ({ signedFirstSeconds }) => signedFirstSeconds !== undefined),
    ...news('withdrawn', ({ withdrawnFromSeconds }) => withdrawnFromSeconds !== undefined),
    ...missingIn(before.findings, after.findings).map(
      (finding) => ({ type: 'found', issuer, finding }) as const,
    ),
    ...missingIn(after.findings, before.findings).map(
      (finding) => ({ type: 'gone', issuer, finding }) as const,
    ),
  ];
}

const isPublished = ({ publishedFromSeconds, withdrawnFromSeconds }: KeyRecord) =>
  publishedFromSeconds !== undefined && withdrawnFromSeconds === undefined;

/** That no key waits is said of the set: it is no news when the key that signs is another one. */
const nameOf = ({ code, kid }: Finding) => JSON.stringify(code === 'standby_missing' ? [code] : [code, kid]);

function missingIn(there: readonly Finding[], here: readonly Finding[]): readonly Finding[] {
  const names = new Set(there.map(nameOf));
  return here.filter((finding) => !names.has(nameOf(finding)));
}
