import type { IncomingMessage } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import getRawBody from 'raw-body';
import { HttpProblem } from './problem.js';

export interface BodyLimits {
  readonly maxBodyBytes: number;
  readonly bodyDeadlineMilliseconds: number;
}

export const bodyLimits: BodyLimits = { maxBodyBytes: 16_384, bodyDeadlineMilliseconds: 10_000 };

/** Reads a body as a stream, cut at the cap and at the deadline. Rejects with HttpProblem. */
export async function readBody(
  request: IncomingMessage,
  clock: Clock,
  { maxBodyBytes, bodyDeadlineMilliseconds }: BodyLimits = bodyLimits,
): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpProblem('content_type_unsupported', { detail: 'send the body without Content-Encoding' });
  const length = request.headers['content-length'];
  if (isAllHere(request, length) && request.readableLength <= maxBodyBytes) return takeWhole(request);
  let stop = () => {};
  const late = new Promise<never>((_, reject) => {
    stop = clock.after(bodyDeadlineMilliseconds, () =>
      reject(new HttpProblem('request_timeout', { headers: { Connection: 'close' } })),
    );
  });
  const body = getRawBody(request, { limit: maxBodyBytes, ...(length === undefined ? {} : { length }) });
  try {
    return await Promise.race([body, late]);
  } catch (error) {
    body.catch(() => undefined);
    // What still arrives is thrown away, so that the caller gets its answer and not a broken connection.
    request.resume();
    throw error instanceof HttpProblem ? error : toBodyProblem(error, maxBodyBytes);
  } finally {
    stop();
  }
}

/**
 * Most bodies come in one piece with their header: there is nothing to wait for. Their end is told after what is awaited
 * here, so their length says it sooner. Of HTTP/1 alone: in HTTP/2 a request that was cut off is complete as well.
 */
function isAllHere(
  { complete, readableDidRead, readableEncoding, readableLength, httpVersionMajor }: IncomingMessage,
  length: string | undefined,
): boolean {
  return (
    httpVersionMajor === 1 &&
    !readableDidRead &&
    readableEncoding === null &&
    (complete || (length !== undefined && Number(length) === readableLength))
  );
}

function takeWhole(request: IncomingMessage): Buffer {
  const body = request.read() ?? Buffer.alloc(0);
  // Its end may still have to be heard.
  request.resume();
  return body;
}

function toBodyProblem(error: unknown, maxBodyBytes: number): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large')
    return new HttpProblem('body_too_large', { detail: `the body is over ${maxBodyBytes} bytes` });
  if (type === 'request.size.invalid' || type === 'request.aborted')
    return new HttpProblem('body_unreadable');
  // For example a body parser that was mounted before us and ate the body: a defect of the set-up, not of the request.
  return error;
}

/** Whether a Content-Type is exactly this media type, with no parameter but `charset=utf-8`. */
export function isMediaType(contentType: string, expected: string): boolean {
  // As nearly everybody writes it, and quicker than a look at its parts.
  if (contentType === expected) return true;
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  return type === expected && parameters.every((parameter) => /^charset="?utf-8"?$/.test(parameter));
}
