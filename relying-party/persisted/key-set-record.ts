import type { CacheHeaders } from '@keyturn/shared/cache-headers';
import { isObject, readJsonObject } from '../keys/read-json.js';
import type { KeySetSite } from '../trust/key-set-store.js';
import { RecordRefusal } from './record-refusal.js';

/** A key set as it is kept: the served body with when and whence. Times are of the wall clock. */
export interface KeySetRecord {
  readonly issuer: string;
  readonly from: string;
  /** Where the body was read. */
  readonly jwksUri: string;
  /** What the issuer's metadata left of the allow-list. */
  readonly algorithms: readonly string[];
  /** When the issuer was asked that last answered with this set. */
  readonly requestedAtSeconds: number;
  readonly cache: CacheHeaders;
  readonly epoch: number | undefined;
  readonly body: string;
}

export const writeRecord = (record: KeySetRecord): string => JSON.stringify({ version: 1, ...record });

/** Of any type: anybody may have written it. @throws RecordRefusal record_corrupt, record_of_another_place. */
export function readRecord(text: string, site: Pick<KeySetSite, 'issuer' | 'from'>): KeySetRecord {
  const value = parse(text);
  const { version, issuer, from, jwksUri, algorithms, requestedAtSeconds, cache, epoch, body } = value;
  if (
    version !== 1 ||
    typeof jwksUri !== 'string' ||
    typeof body !== 'string' ||
    !isAmount(requestedAtSeconds) ||
    !(epoch === undefined || Number.isSafeInteger(epoch)) ||
    !(Array.isArray(algorithms) && algorithms.every((name) => typeof name === 'string'))
  )
    throw new RecordRefusal('record_corrupt', 'What is kept is no key set of ours.');
  const place = nameOfPlace(site);
  if (issuer !== site.issuer || from !== place || ('jwksUri' in site.from && jwksUri !== site.from.jwksUri))
    throw new RecordRefusal('record_of_another_place', 'What is kept was read elsewhere.');
  return {
    issuer: site.issuer,
    from: place,
    jwksUri,
    algorithms,
    requestedAtSeconds,
    cache: readCache(cache),
    epoch: epoch as number | undefined,
    body,
  };
}

export const nameOfPlace = ({ from }: Pick<KeySetSite, 'from'>): string =>
  'jwksUri' in from ? from.jwksUri : from.metadataUrl;

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return readJsonObject(new TextEncoder().encode(text));
  } catch {
    throw new RecordRefusal('record_corrupt', 'What is kept is no JSON object.');
  }
}

function readCache(value: unknown): CacheHeaders {
  const { maxAgeSeconds, ageSeconds, uncacheable, mustRevalidate, staleIfErrorSeconds } = isObject(value)
    ? value
    : {};
  if (
    !isAmount(ageSeconds) ||
    typeof uncacheable !== 'boolean' ||
    typeof mustRevalidate !== 'boolean' ||
    !isAmountOrAbsent(maxAgeSeconds) ||
    !isAmountOrAbsent(staleIfErrorSeconds)
  )
    throw new RecordRefusal('record_corrupt', 'What is kept has no cache headers.');
  return { maxAgeSeconds, ageSeconds, uncacheable, mustRevalidate, staleIfErrorSeconds };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isAmountOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || isAmount(value);
}
