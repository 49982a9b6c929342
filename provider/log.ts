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

/** Members whose value never reaches a line, at the top or one level down. */
const secretMembers = [
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
];

/** What looks like a compact JWS, or like the credentials of an `Authorization` header, inside any text. */
const secretText = /\beyJ[\w-]{6,}(?:\.[\w-]*){1,4}|\b(?:Basic|Bearer)\s+[\w~+/.=-]{4,}/g;

/** The one door to pino: one JSON line for each event. What must never be logged is cut here, whoever passes it. */
export function createLog({ level = 'info', destination = pino.destination(2) }: LogOptions = {}): LogEvent {
  const logger = pino(
    {
      level,
      base: null,
      redact: {
        paths: secretMembers.flatMap((member) => [member, `*.${member}`]),
        censor: '[redacted]',
      },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
  return (eventLevel, event, fields) => logger[eventLevel]({ event, ...scrubFields(fields) });
}

/** What a log line says about an error: never its members, which may hold anything. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { message: 'something that is no Error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { name: error.name, ...code, message: error.message, stack: error.stack, ...cause };
}

function scrubFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, scrub(value)]));
}

function scrub(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(secretText, '[redacted]');
  if (Array.isArray(value)) return value.map(scrub);
  if (value instanceof Error) return scrubFields(describeError(value));
  return value !== null && typeof value === 'object' ? scrubFields({ ...value }) : value;
}
