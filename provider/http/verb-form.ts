import { isRejection } from '@keyturn/relying-party';
import { parseStrictJson } from '@keyturn/relying-party/drill';
import { z } from 'zod';
import { HttpProblem } from './problem.js';
import { isMediaType } from './read-body.js';

/** What the body of a verb may hold. */
export interface VerbForm<Request> {
  readonly schema: z.ZodType<Request>;
  /** The members, for who sent others. */
  readonly says: string;
}

const ringRequest = z.strictObject({
  /** Which issuer; may be left out where there is one. */
  issuer: z.string().max(2048).optional(),
  /** Which series; default all. */
  series: z.string().max(128).optional(),
});

export type CronRequest = z.infer<typeof ringRequest>;

/** Of the verbs of the schedule. */
export const cronForm: VerbForm<CronRequest> = {
  schema: ringRequest,
  says: '"issuer" and "series", both text,',
};

const drillRequest = z.strictObject({
  /** Whether seconds pass as they do, or as fast as they can. */
  clock: z.enum(['real', 'virtual']).optional(),
  /** Of chance, on the virtual clock. */
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  /** The issuer whose own ring is turned. */
  live: z.string().max(2048).optional(),
});

export type DrillRequest = z.infer<typeof drillRequest>;

/** Of drills. */
export const drillForm: VerbForm<DrillRequest> = {
  schema: drillRequest,
  says: '"clock", which is "real" or "virtual", "seed", a whole number below 2^32, and "live", an issuer,',
};

/** Of verbs that are told nothing. */
export const emptyForm: VerbForm<Record<string, never>> = {
  schema: z.strictObject({}),
  says: '(none)',
};

/** Reads the body of a verb: nothing, or a JSON object with the members of the form and no other. */
export function readVerbRequest<Request>(
  { schema, says }: VerbForm<Request>,
  contentType: string,
  body: Uint8Array,
): Request {
  if (body.length > 0 && !isMediaType(contentType, 'application/json'))
    throw new HttpProblem('content_type_unsupported', { detail: 'send application/json, or no body at all' });
  const read = schema.safeParse(body.length === 0 ? {} : parseJson(body));
  if (!read.success)
    throw new HttpProblem('json_invalid', { detail: `the body may have the members ${says} and no other` });
  return read.data;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return parseStrictJson(body, 'body');
  } catch (error) {
    // Of two parsers one takes the first member and one the last: a gateway would have let something else pass.
    const twice = isRejection(error) && error.code === 'member_duplicate';
    const detail = twice ? 'a member of the body is given twice' : 'the body is not a JSON object';
    // The cause is left out: a parser quotes what it read.
    throw new HttpProblem('json_invalid', { detail });
  }
}
