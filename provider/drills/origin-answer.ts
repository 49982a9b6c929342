import type { ServerResponse } from 'node:http';
import { type Clock, sleep } from '@keyturn/shared/clock';
import type { HttpClient } from './http-client.js';

/** An answer of an origin, as whoever stands between it and its parties has it. */
export interface OriginAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What is given in pieces is sent in pieces, without a length. */
  readonly body: string | readonly string[];
}

const carried = [
  'content-type',
  'cache-control',
  'cdn-cache-control',
  'date',
  'age',
  'etag',
  'last-modified',
];
/** Between two pieces, so that what was not read any more is not sent. */
const PIECE_MILLISECONDS = 10;

export async function fetchAnswer(http: HttpClient, url: string): Promise<OriginAnswer> {
  const { status, headers, body } = await http.send(url, { method: 'GET' });
  const present = carried.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status, headers: Object.fromEntries(present), body };
}

/** Resolves when all is sent, or nobody takes it any more. */
export async function sendAnswer(
  { status, headers, body }: OriginAnswer,
  response: ServerResponse,
  clock: Clock,
): Promise<void> {
  if (typeof body === 'string') {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
    return;
  }
  response.writeHead(status, headers);
  for (const piece of body) {
    while (response.writableNeedDrain && !response.destroyed) await sleep(clock, PIECE_MILLISECONDS);
    if (response.destroyed) return;
    response.write(piece);
    await sleep(clock, PIECE_MILLISECONDS);
  }
  response.end();
}
