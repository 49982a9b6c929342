import { z } from 'zod';
import { HttpProblem } from './problem.js';
import { isMediaType } from './read-body.js';

const cronRequest = z.strictObject({
  /** Which issuer; may be left out where there is one. */
  issuer: z.string().max(2048).optional(),
  /** Which series; default all. */
  series: z.string().max(128).optional(),
});

export type CronRequest = z.infer<typeof cronRequest>;

/** Reads the body of a cron request: nothing, or a JSON object with these members and no other. */
export function readCronRequest(contentType: string, body: Uint8Array): CronRequest {
  if (body.length === 0) return {};
  if (!isMediaType(contentType, 'application/json'))
    throw new HttpProblem('content_type_unsupported', { detail: 'send application/json, or no body at all' });
  const read = cronRequest.safeParse(parseJson(body));
  if (!read.success)
    throw new HttpProblem('json_invalid', {
      detail: 'the body may have the members "issuer" and "series", both text, and no other',
    });
  return read.data;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The cause is left out: a parser quotes what it read.
    throw new HttpProblem('json_invalid', { detail: 'the body is not JSON' });
  }
}
