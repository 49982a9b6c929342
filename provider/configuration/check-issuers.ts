import { resolve } from 'node:path';
import { issuerPaths, pathsServed } from '../http/issuer-paths.js';
import type { IssuerConfiguration } from './issuer-schema.js';

/** First segments of paths that belong to the process. */
const ofTheProcess: ReadonlySet<string> = new Set(['cron', 'admin', 'health', 'metrics']);

/**
 * Pure: what keeps issuers from living in one process, as sentences. They are told apart by path, never by Host, so no
 * path of one may be a path of another, whatever their hosts are; and each has a ring of its own.
 */
export function findIssuerConflicts(issuers: readonly IssuerConfiguration[]): readonly string[] {
  return [
    ...issuers.flatMap(({ issuer }) => {
      const [, first = ''] = new URL(issuer).pathname.split('/');
      return ofTheProcess.has(first)
        ? [`issuer: the path of ${issuer} begins with /${first}, which belongs to the process`]
        : [];
    }),
    ...conflictsOf(issuers, ({ issuer }) => pathsServed(issuerPaths(issuer))).map(
      ([path, one, other]) =>
        `issuers: ${one} and ${other} would both serve ${path}; issuers are told apart by path, never by host`,
    ),
    ...conflictsOf(issuers, ({ store }) => (store.kind === 'file' ? [resolve(store.folder)] : [])).map(
      ([, one, other]) => `issuers: ${one} and ${other} name one store.folder; each ring needs its own`,
    ),
    ...conflictsOf(issuers, ({ certificates }) => filesOfReplica(certificates)).map(
      ([, one, other]) => `issuers: ${one} and ${other} name one keyFile; each replica key needs its own`,
    ),
  ];
}

function filesOfReplica(certificates: IssuerConfiguration['certificates']): readonly string[] {
  const upstream = certificates?.replica?.upstream;
  return upstream?.kind === 'files' ? [resolve(upstream.keyFile)] : [];
}

type Conflict = readonly [value: string, one: string, other: string];

/** One conflict for each pair is enough to say. */
function conflictsOf(
  issuers: readonly IssuerConfiguration[],
  valuesOf: (issuer: IssuerConfiguration) => readonly string[],
): readonly Conflict[] {
  const owners = new Map<string, number>();
  const said = new Map<string, Conflict>();
  for (const [at, each] of issuers.entries()) {
    for (const value of valuesOf(each)) {
      const owner = owners.get(value) ?? at;
      owners.set(value, owner);
      const pair = `${owner} ${at}`;
      if (owner !== at && !said.has(pair)) said.set(pair, [value, issuers[owner]?.issuer ?? '', each.issuer]);
    }
  }
  return [...said.values()];
}
