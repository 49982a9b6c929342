import type { FetchDocument, FetchedDocument, FetchRules } from '@keyturn/relying-party/drill';
import { readCacheHeaders } from '@keyturn/shared/cache-headers';
import { type MetadataForm, metadataUrl } from '@keyturn/shared/discovery-document';
import { readEpoch } from '@keyturn/shared/epoch';
import { KeyturnError } from '@keyturn/shared/error-base';
import { digestOf, type PublishedKey, readPublishedKey } from './published-key.js';
import { isObject } from './read-token.js';
import type { DiscoverySample, FailedRead, FailedSample, KeysSample } from './sample.js';

export interface DocumentDoor {
  readonly fetchDocument: FetchDocument;
  readonly rules: FetchRules;
  readonly metadata: MetadataForm;
  readonly nowSeconds: () => number;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the metadata as any relying party would. */
export async function readDiscovery(
  issuer: string,
  { fetchDocument, rules, metadata, nowSeconds }: DocumentDoor,
): Promise<DiscoverySample | FailedSample> {
  try {
    const answer = await fetchDocument({ url: metadataUrl(issuer, metadata) }, rules);
    const document = readJson(answer);
    const named = document.id_token_signing_alg_values_supported;
    return {
      kind: 'discovery',
      atSeconds: nowSeconds(),
      issuer: typeof document.issuer === 'string' ? document.issuer : undefined,
      jwksUri: typeof document.jwks_uri === 'string' ? document.jwks_uri : undefined,
      algorithms: Array.isArray(named) ? named.filter((each) => typeof each === 'string') : undefined,
    };
  } catch (error) {
    return failure('discovery', nowSeconds(), error);
  }
}

/** The set as a sample, and as it is for whoever checks a signature by it. */
export interface ReadKeys {
  readonly sample: KeysSample | FailedSample;
  readonly jwks: readonly Json[];
}

/** Reads the key set, and once more with its ETag. */
export async function readKeys(
  url: string,
  { fetchDocument, rules, nowSeconds }: DocumentDoor,
): Promise<ReadKeys> {
  try {
    const answer = await fetchDocument({ url }, rules);
    const atSeconds = nowSeconds();
    const document = readJson(answer);
    if (!Array.isArray(document.keys) || !document.keys.every(isObject)) throw new NoJson();
    const keys = readPublished(document.keys);
    const etag = answer.header('etag');
    const sample: KeysSample = {
      kind: 'keys',
      atSeconds,
      keys,
      digest: digestOf(keys),
      headers: readCacheHeaders(answer.header, atSeconds),
      hasEtag: etag !== undefined,
      revalidates: etag === undefined ? undefined : await revalidates(url, etag, fetchDocument, rules),
      epoch: readEpoch(document),
      offsetSeconds: offsetOf(answer, atSeconds),
    };
    return { sample, jwks: document.keys };
  } catch (error) {
    return { sample: failure('keys', nowSeconds(), error), jwks: [] };
  }
}

/** A stranger chose what is in them: such as is nested deeper than can be written down is no key set. */
function readPublished(keys: readonly Json[]): readonly PublishedKey[] {
  try {
    return keys.map(readPublishedKey);
  } catch {
    throw new NoJson();
  }
}

async function revalidates(
  url: string,
  etag: string,
  fetchDocument: FetchDocument,
  rules: FetchRules,
): Promise<boolean | undefined> {
  try {
    const again = await fetchDocument({ url, etag }, rules);
    // Changed in between is no fault: only the same tag must be answered by 304.
    return again.status === 304 || (again.header('etag') === etag ? false : undefined);
  } catch {
    return undefined;
  }
}

class NoJson extends KeyturnError<'json_invalid'> {
  constructor() {
    super('json_invalid', 'The body is not the JSON that is looked for.');
  }
}

function readJson({ body }: FetchedDocument): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's message quotes the body.
    throw new NoJson();
  }
  if (!isObject(value)) throw new NoJson();
  return value;
}

function offsetOf(answer: FetchedDocument, atSeconds: number): number | undefined {
  const date = Date.parse(answer.header('date') ?? '') / 1000;
  // A body out of a cache has the Date of its making.
  if (!Number.isFinite(date) || answer.header('age') !== undefined) return undefined;
  const offset = date - atSeconds;
  // Date is cut to whole seconds.
  return offset > -1 && offset <= 0 ? 0 : offset;
}

export function failure(read: FailedRead, atSeconds: number, error: unknown): FailedSample {
  const known = error instanceof KeyturnError;
  return {
    kind: 'failed',
    read,
    atSeconds,
    reason: known ? error.code : 'internal',
    message: known ? error.message : 'it failed in a way that is not known',
  };
}
