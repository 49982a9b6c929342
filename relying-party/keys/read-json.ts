import { RefreshFailure } from './refresh-failure.js';

const MAX_DEPTH = 16;

/**
 * A JSON object out of a body that was already capped.
 * @throws RefreshFailure `json_invalid` (not UTF-8, not JSON, not an object), `json_too_deep` (over 16 levels).
 */
export function readJsonObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  const value = parse(body);
  if (!isObject(value)) throw new RefreshFailure('json_invalid', 'The body is no JSON object.');
  if (isDeeper(value, MAX_DEPTH))
    throw new RefreshFailure('json_too_deep', `The body is nested over ${MAX_DEPTH} levels.`);
  return value;
}

/** An object, neither null nor an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // The parser's message quotes the body, which may hold anything.
    throw new RefreshFailure('json_invalid', 'The body is not JSON.');
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
