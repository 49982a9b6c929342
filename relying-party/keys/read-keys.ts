import { type CacheHeaders, readCacheHeaders } from '@keyturn/shared/cache-headers';
import type { FetchDocument, FetchedDocument, FetchRules } from '../fetch/door.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { SignatureSeam } from '../signature/seam.js';
import { type ImportedKeys, importKeys } from './import-keys.js';
import { isObject } from './read-json.js';
import { readKeySet } from './read-key-set.js';

/** What lets the next request be answered with 304. */
export interface KeysValidator {
  /** Where the set came from and what it was read for: an ETag means nothing elsewhere. */
  readonly source: string;
  readonly etag: string;
  readonly cacheControl: string | undefined;
}

export interface KeysQuestion {
  /** Past all caches. */
  readonly noCache: boolean;
  readonly validator: KeysValidator | undefined;
}

export type KeysAnswer =
  | { readonly kind: 'unchanged'; readonly cache: CacheHeaders }
  | {
      readonly kind: 'set';
      readonly cache: CacheHeaders;
      readonly epoch: number | undefined;
      /** Every kid in the set. */
      readonly kids: readonly string[];
      readonly imported: ImportedKeys;
      readonly validator: KeysValidator | undefined;
      /** As it was served, and where. */
      readonly served: { readonly place: KeysPlace; readonly body: Uint8Array };
    };

/** One attempt to read the keys of an issuer. Rejects with FetchFailure or RefreshFailure. */
export type ReadKeys = (question: KeysQuestion) => Promise<KeysAnswer>;

/** Where keys are and what they are read for. */
export interface KeysPlace {
  readonly jwksUri: string;
  readonly algorithms: readonly SignatureAlgorithm[];
}

export interface KeysDoor {
  readonly fetchDocument: FetchDocument;
  readonly fetchRules: FetchRules;
  readonly signature: SignatureSeam;
}

/** Reads one key set and makes its keys ready. */
export async function readKeysAt(
  place: KeysPlace,
  question: KeysQuestion,
  door: KeysDoor,
): Promise<KeysAnswer> {
  const source = JSON.stringify([place.jwksUri, place.algorithms]);
  // Past all caches also means past an ETag that someone on the way got wrong.
  const validator =
    question.noCache || question.validator?.source !== source ? undefined : question.validator;
  const document = await door.fetchDocument(
    { url: place.jwksUri, etag: validator?.etag, noCache: question.noCache },
    door.fetchRules,
  );
  const cache = readCache(document, validator);
  if (document.status === 304) return { kind: 'unchanged', cache };
  const { epoch, keys } = readKeySet(document.body);
  const imported = await importKeys(keys, place.algorithms, door.signature);
  const validatorNow = validatorOf(document, source);
  const served = { place, body: document.body };
  return { kind: 'set', cache, epoch, kids: kidsOf(keys), imported, validator: validatorNow, served };
}

function kidsOf(served: readonly unknown[]): readonly string[] {
  const kids = served.flatMap((key) => (isObject(key) && typeof key.kid === 'string' ? [key.kid] : []));
  return [...new Set(kids)];
}

/** A 304 may leave out what has not changed (RFC 9110 section 15.4.5). */
function readCache(document: FetchedDocument, validator: KeysValidator | undefined): CacheHeaders {
  const header = (name: string) =>
    document.header(name) ?? (name === 'cache-control' ? validator?.cacheControl : undefined);
  return readCacheHeaders(header, document.receivedAtSeconds);
}

function validatorOf(document: FetchedDocument, source: string): KeysValidator | undefined {
  const etag = document.header('etag');
  if (etag === undefined) return undefined;
  return { source, etag, cacheControl: document.header('cache-control') };
}
