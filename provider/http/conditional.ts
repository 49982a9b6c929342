import { createHash } from 'node:crypto';
import type Koa from 'koa';
import { type AnswerBody, give, textBody } from './answer.js';

/** A body made once, and the validators that go with it. */
export interface PublicDocument {
  readonly body: AnswerBody;
  /** Strong: the same tag, the same bytes (RFC 9110 section 8.8.3). */
  readonly etag: string;
  readonly contentType: string;
}

/** Of JSON. */
export function makeDocument(value: unknown, contentType: string, tagPrefix = ''): PublicDocument {
  return makeTextDocument(JSON.stringify(value), contentType, tagPrefix);
}

export function makeTextDocument(text: string, contentType: string, tagPrefix = ''): PublicDocument {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 27);
  return { body: textBody(text), etag: `"${tagPrefix}${digest}"`, contentType };
}

export interface Freshness {
  /** RFC 9111 section 5.2.2, complete. */
  readonly cacheControl: string;
  /** RFC 9213, for caches of ours alone. */
  readonly cdnCacheControl?: string;
  readonly modified?: ModificationDate;
}

/** When the body last changed, in seconds, and when the answer is made. */
export interface ModificationDate {
  readonly lastModifiedSeconds: number;
  readonly nowSeconds: number;
}

/** Answers a public document: 200, or 304 where the caller's copy is the current one. */
export function answerDocument(
  ctx: Koa.Context,
  document: PublicDocument,
  { cacheControl, cdnCacheControl, modified }: Freshness,
): void {
  const headers = ['Cache-Control', cacheControl, 'ETag', document.etag];
  if (cdnCacheControl !== undefined) headers.push('CDN-Cache-Control', cdnCacheControl);
  if (isUnchanged(ctx, document.etag, modified)) {
    // RFC 9110 section 15.4.5: beside a tag the date would tell the copy nothing.
    give(ctx, { status: 304, headers, body: null });
    return;
  }
  if (modified !== undefined) headers.push('Last-Modified', httpDate(modified));
  headers.push('Content-Type', document.contentType);
  give(ctx, { status: 200, headers, body: document.body });
}

/**
 * RFC 9110 section 13.2.2: If-None-Match decides where it is given, If-Modified-Since else. A request's own
 * `Cache-Control: no-cache` speaks to caches on the way (RFC 9111 5.2.1.4): this is the origin and the copy was just
 * compared, so 304 is true. Clients that set If-None-Match by hand send `no-cache` without meaning to.
 */
function isUnchanged(ctx: Koa.Context, etag: string, modified: ModificationDate | undefined): boolean {
  const { 'if-none-match': tags = '', 'if-modified-since': since = '' } = ctx.req.headers;
  // As every cache sends it, and quicker than a look into the list.
  if (tags === etag) return true;
  if (tags !== '') return tags.trim() === '*' || listTags(tags).includes(etag);
  if (modified === undefined || since === '') return false;
  return Math.floor(modified.lastModifiedSeconds) <= Date.parse(since) / 1000;
}

/** Compared weakly (RFC 9110 section 8.8.3.2): a cache that compressed the body may have weakened the tag. */
function listTags(header: string): readonly string[] {
  return [...header.matchAll(/(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g)].map((match) => match[1] ?? '');
}

/**
 * A date has no fractions. Within the second of a change another may come, so until that second is over the copy is
 * dated one second back: If-Modified-Since then costs a full answer, and never hides a key.
 */
function httpDate({ lastModifiedSeconds, nowSeconds }: ModificationDate): string {
  const seconds = Math.min(Math.floor(lastModifiedSeconds), Math.floor(nowSeconds) - 1);
  return new Date(seconds * 1000).toUTCString();
}
