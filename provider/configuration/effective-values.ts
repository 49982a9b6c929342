import type { RotationPolicy, SeriesPolicy } from '../ring/policy.js';
import { placeOf } from '../stores/server-answers.js';
import type { IssuerConfiguration } from './issuer-schema.js';
import type { Configuration } from './schema.js';

/** One value as it is in force. */
export interface EffectiveValue {
  /** As it is written, for example `rotation.series[0].publishLeadSeconds`. */
  readonly name: string;
  /** Of a secret its scheme alone. */
  readonly value: unknown;
  readonly from: 'file' | 'environment' | 'default';
}

type Path = readonly (string | number)[];
type Leaf = readonly [path: Path, value: unknown];

/**
 * Every value of a configuration, its defaults filled in, and where it came from.
 * @param written what stands in the file, the environment over it.
 * @param set the places that the environment set.
 * @param policies of the issuers, in their order: durations are shown as they are resolved, for each series.
 */
export function effectiveValues(
  { issuers, ...ofProcess }: Configuration,
  written: unknown,
  set: readonly Path[],
  policies: readonly RotationPolicy[],
): readonly EffectiveValue[] {
  const several = at(written, ['issuers']) !== undefined;
  const ofIssuers = issuers.flatMap((issuer, index) => {
    const below: Path = several ? ['issuers', index] : [];
    const { rotation, ...rest } = issuer;
    const { profile, parties, coldStandby, pinnedParties } = rotation;
    const series = (policies[index]?.series ?? []).map(
      ({ cachedAtMostByName: _, parties: __, coldStandby: ___, pinnedParties: ____, ...all }) => all,
    );
    return leavesOf(
      { ...withDerived(rest, series), rotation: { profile, parties, series, coldStandby, pinnedParties } },
      below,
    );
  });
  return [...ofIssuers, ...leavesOf(ofProcess, [])].map(([path, value]) => ({
    name: nameOf(path),
    value: isSecret(path) ? concealed(value) : isStoreUrl(path) ? placeOf(String(value)) : value,
    from: originOf(path, written, set),
  }));
}

/** Defaults that hang on the policy: which series signs for a client, and how long a token of a series lives. */
function withDerived<Members extends Pick<IssuerConfiguration, 'clients' | 'inners'>>(
  members: Members,
  policies: readonly Pick<SeriesPolicy, 'name' | 'maxTokenLifetimeSeconds'>[],
) {
  const { clients, inners } = members;
  const longestOf = (series: string | undefined) =>
    policies.find(({ name }) => name === series)?.maxTokenLifetimeSeconds ?? 0;
  return {
    ...members,
    clients: clients.map((client) => {
      const { series = policies[0]?.name, tokenLifetimeSeconds = Number.POSITIVE_INFINITY } = client;
      return {
        ...client,
        series,
        tokenLifetimeSeconds: Math.min(tokenLifetimeSeconds, longestOf(series)),
      };
    }),
    inners: inners && { ...inners, lifetimeSeconds: inners.lifetimeSeconds ?? longestOf(inners.series) },
  };
}

/** A list of plain values is one value; what is undefined is not there. */
function leavesOf(value: unknown, path: Path): readonly Leaf[] {
  if (value === undefined) return [];
  // A program's own object is no list of values.
  if (path.at(-1) === 'keyv') return [[path, 'given']];
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain || (Array.isArray(value) && value.every((each) => typeof each !== 'object')))
    return [[path, value]];
  const entries = Object.entries(value).map(([key, below]) => [
    Array.isArray(value) ? Number(key) : key,
    below,
  ]);
  if (entries.length === 0) return [[path, value]];
  return entries.flatMap(([key, below]) => leavesOf(below, [...path, key as string | number]));
}

function originOf(path: Path, written: unknown, set: readonly Path[]): EffectiveValue['from'] {
  if (set.some((place) => place.every((step, index) => path[index] === step))) return 'environment';
  return at(written, path) !== undefined || at(written, ofAllSeries(path)) !== undefined ? 'file' : 'default';
}

/** `rotation.series[0].tickSeconds` may be written once, as `rotation.tickSeconds`. */
function ofAllSeries(path: Path): Path {
  const begins = path.indexOf('series');
  return path[begins - 1] === 'rotation' ? [...path.slice(0, begins), ...path.slice(begins + 2)] : path;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (below, step) =>
      typeof below === 'object' && below !== null
        ? (below as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

function isSecret(path: Path): boolean {
  return path.some((step) => step === 'secrets' || step === 'credentials' || step === 'wrappingKey');
}

/** An address may hold a password. */
function isStoreUrl(path: Path): boolean {
  return path.at(-1) === 'url' && path.at(-2) === 'store';
}

function concealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(concealed);
  const scheme = typeof value === 'string' ? /^(scrypt|hmac-sha256|plain):/.exec(value)?.[0] : undefined;
  return `${scheme ?? ''}…`;
}

function nameOf(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
}
