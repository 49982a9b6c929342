import { createHash } from 'node:crypto';
import type Koa from 'koa';

/** A body made once, and the validators that go with it. */
export interface PublicDocument {
  readonly text: string;
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
  return { text, etag: `"${tagPrefix}${digest}"`, contentType };
}

export interface Freshness {
  /** RFC 9111 section 5.2.2, complete. */
  readonly cacheControl: string;
  readonly modified?: ModificationDate;
}

/** When the body last changed, in seconds, and when the answer is made. */
export interface ModificationDate {
  readonly lastModifiedSeconds: number;
  readonly nowSeconds: number;
}

/** Answers a public document: 200, or 304 where the caller's copy is the current one. HEAD is left to Koa. */
export function answerDocument(
  ctx: Koa.Context,
  document: PublicDocument,
  { cacheControl, modified }: Freshness,
): void {
  ctx.res.setHeader('Cache-Control', cacheControl);
  ctx.res.setHeader('ETag', document.etag);
  if (modified !== undefined) ctx.res.setHeader('Last-Modified', httpDate(modified));
  if (isUnchanged(ctx, document.etag, modified)) {
    ctx.status = 304;
    return;
  }
  ctx.status = 200;
  // Before the body, or Koa looks into the text for a type of its own.
  ctx.res.setHeader('Content-Type', document.contentType);
  ctx.body = document.text;
}

/**
 * RFC 9110 section 13.2.2: If-None-Match decides where it is given, If-Modified-Since else. A request's own
 * `Cache-Control: no-cache` speaks to caches on the way (RFC 9111 5.2.1.4): this is the origin and the copy was just
 * compared, so 304 is true. Clients that set If-None-Match by hand send `no-cache` without meaning to.
 */
function isUnchanged(ctx: Koa.Context, etag: string, modified: ModificationDate | undefined): boolean {
  const tags = ctx.get('If-None-Match');
  if (tags !== '') return tags.trim() === '*' || listTags(tags).includes(etag);
  const since = ctx.get('If-Modified-Since');
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
