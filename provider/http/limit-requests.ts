import type Koa from 'koa';
import { HttpProblem } from './problem.js';

const MAX_URL_LENGTH = 2048;

/** Node keeps the first of these and drops the rest, a proxy may keep the last: two of them are refused. */
const headersGivenOnce: ReadonlySet<string> = new Set([
  'authorization',
  'content-type',
  'idempotency-key',
  'host',
]);

const lengthsOfThese: ReadonlySet<number> = new Set([...headersGivenOnce].map(({ length }) => length));

/** Refuses what no honest caller of any endpoint sends. Throws HttpProblem. */
export function limitRequest({ req }: Koa.Context): void {
  if ((req.url ?? '').length > MAX_URL_LENGTH) throw new HttpProblem('url_too_long');
  const repeated = findRepeated(req.rawHeaders);
  if (repeated !== undefined)
    throw new HttpProblem('request_invalid', { detail: `the header field ${repeated} is given twice` });
}

/** @param rawHeaders names and values by turns, as node:http and node:http2 give them. */
function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const raw = rawHeaders[at] ?? '';
    if (!lengthsOfThese.has(raw.length)) continue;
    const name = raw.toLowerCase();
    if (!headersGivenOnce.has(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}
