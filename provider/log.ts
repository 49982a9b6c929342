import { systemClock } from '@keyturn/shared/clock';
import type { DestinationStream } from 'pino';
import pino from 'pino';
import type { LogEvent } from './rotator/ring-context.js';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Where the lines go. Default: standard error, so that standard output stays for people. */
  readonly destination?: DestinationStream;
}

/** Members whose value never reaches a line, however deep they lie. */
const secretMembers: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'secret',
  'client_secret',
  'client_assertion',
  'credential',
  'token',
  'access_token',
  'wrappingKey',
  'wrappedPrivateKey',
]);

/** What looks like a compact JWS, or like the credentials of an `Authorization` header, inside any text. */
const secretText = /\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}|\b(?:Basic|Bearer)\s+[\w~+/.=-]{4,}/g;

/** Of what `secretText` finds: `Basic` or `eyJ…`, and the least behind them. */
const LEAST_SECRET_LENGTH = 10;

/** The one door to pino: one JSON line for each event. What must never be logged is cut here, whoever passes it. */
export function createLog({ level = 'info', destination = toStandardError() }: LogOptions = {}): LogEvent {
  const logger = pino(
    {
      level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      timestamp: createTimestamps(),
    },
    destination,
  );
  return (eventLevel, event, fields) => {
    if (!logger.isLevelEnabled(eventLevel)) return;
    logger[eventLevel](scrubFields(fields, { event }));
    if (eventLevel === 'warn' || eventLevel === 'error') logger.flush();
  };
}

/** The time of a line, written anew once a millisecond: many lines have the same. */
function createTimestamps(): () => string {
  let written = '';
  let ofMilliseconds = Number.NaN;
  return () => {
    const milliseconds = Math.round(systemClock.nowSeconds() * 1000);
    if (milliseconds !== ofMilliseconds) written = `,"time":"${new Date(milliseconds).toISOString()}"`;
    ofMilliseconds = milliseconds;
    return written;
  };
}

/** The same log for what concerns one of several issuers: each line names it. */
export function logOfIssuer(log: LogEvent, issuer: string): LogEvent {
  return (level, event, fields) => log(level, event, { issuer, ...fields });
}

const WRITTEN_TOGETHER_CHARACTERS = 16_384;
const WRITTEN_WITHIN_MILLISECONDS = 100;

/**
 * Lines that only inform are written together, a tenth of a second late at most: each by itself, or gathered by the stream,
 * they took a fifth of what a token costs. What warns goes out at once with all that waits, and so does everything as the
 * process ends.
 */
function openStandardError(): DestinationStream & { flush(): void } {
  const stream = pino.destination({ dest: 2 });
  let waiting = '';
  let isPlanned = false;
  const flush = () => {
    isPlanned = false;
    if (waiting !== '') stream.write(waiting);
    waiting = '';
  };
  // Ahead of the stream's own listeners, which end it.
  process.prependListener('beforeExit', flush);
  process.prependListener('exit', flush);
  return {
    write(line) {
      waiting += line;
      if (waiting.length >= WRITTEN_TOGETHER_CHARACTERS) flush();
      else if (!isPlanned) {
        isPlanned = true;
        systemClock.after(WRITTEN_WITHIN_MILLISECONDS, flush);
      }
    },
    flush,
  };
}

/** One for the process, however many logs write to it. */
let standardError: ReturnType<typeof openStandardError> | undefined;

function toStandardError() {
  standardError ??= openStandardError();
  return standardError;
}

/** What a log line says about an error: never its members, which may hold anything. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { name: error.name, ...code, message: error.message, stack: error.stack, ...cause };
}

/** Most texts do not, and to look for these is quick. */
function mayHoldSecret(text: string): boolean {
  return (
    text.length >= LEAST_SECRET_LENGTH &&
    (text.includes('eyJ') || text.includes('Basic') || text.includes('Bearer'))
  );
}

function scrubFields(
  fields: Readonly<Record<string, unknown>>,
  scrubbed: Record<string, unknown> = {},
): Record<string, unknown> {
  // That name would set what the object inherits, and is nothing that a line says.
  for (const name of Object.keys(fields))
    if (name !== '__proto__') scrubbed[name] = scrub(name, fields[name]);
  return scrubbed;
}

function scrub(name: string, value: unknown): unknown {
  if (secretMembers.has(name)) return '[redacted]';
  if (typeof value === 'string')
    return mayHoldSecret(value) ? value.replace(secretText, '[redacted]') : value;
  if (Array.isArray(value)) return value.map((each) => scrub('', each));
  if (value instanceof Error) return scrubFields(describeError(value));
  return value !== null && typeof value === 'object' ? scrubFields({ ...value }) : value;
}
