import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readFlag, readSeconds, readText } from '../options/read-option.js';
import { checkUrl } from '../options/read-url.js';
import type { IntrospectionEndpoint } from './ask-endpoint.js';
import { introspectionLimits } from './introspection-limits.js';

export interface IntrospectionOptions {
  /**
   * The endpoint of each issuer, by its exact `iss`, or a function of it. `null`, typed out, asks nobody about that
   * issuer's tokens; where nothing is said, they are refused with 503.
   */
  readonly endpoints:
    | Readonly<Record<string, IntrospectionEndpoint | null>>
    | ((issuer: string) => IntrospectionEndpoint | null | undefined);
  /** How long an answer is used again, seconds, 0 to 300. Default 30: so long a revoked token may go on. */
  readonly cacheSeconds?: number;
  /** Takes tokens that nothing can be learnt about: the endpoint fails, and they verify. Default false: 503. */
  readonly acceptWhenUnavailable?: boolean;
}

export interface IntrospectionSettings {
  endpointOf(issuer: string): IntrospectionEndpoint | null | undefined;
  readonly cacheSeconds: number;
  readonly acceptWhenUnavailable: boolean;
}

const at = 'introspection';

/** @throws OptionRefusal */
export function readIntrospection(value: unknown, allowLoopback: boolean): IntrospectionSettings {
  const { endpoints, cacheSeconds, acceptWhenUnavailable } = readBag(value, at, [
    'endpoints',
    'cacheSeconds',
    'acceptWhenUnavailable',
  ]);
  const { mostCacheSeconds, cacheSeconds: usualSeconds } = introspectionLimits;
  return {
    endpointOf: readEndpoints(endpoints, allowLoopback),
    cacheSeconds: readSeconds(cacheSeconds, `${at}.cacheSeconds`, mostCacheSeconds, usualSeconds),
    acceptWhenUnavailable: readFlag(acceptWhenUnavailable, `${at}.acceptWhenUnavailable`),
  };
}

function readEndpoints(value: unknown, allowLoopback: boolean): IntrospectionSettings['endpointOf'] {
  const place = `${at}.endpoints`;
  if (value === undefined) throw new OptionRefusal('option_missing', place, 'must be given, by issuer.');
  if (typeof value === 'function') {
    return (issuer) => readEndpoint(value(issuer), `${place}(${JSON.stringify(issuer)})`, allowLoopback);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionRefusal('option_invalid', place, 'must be an object or a function, by issuer.');
  const known = new Map(
    Object.entries(value).map(([issuer, endpoint]) => [
      issuer,
      readEndpoint(endpoint, `${place}[${JSON.stringify(issuer)}]`, allowLoopback),
    ]),
  );
  return (issuer) => known.get(issuer);
}

function readEndpoint(
  value: unknown,
  place: string,
  allowLoopback: boolean,
): IntrospectionEndpoint | null | undefined {
  if (value === null || value === undefined) return value;
  const { url, authenticate } = readBag(value, place, ['url', 'authenticate']);
  const text = readText(url, `${place}.url`);
  checkUrl(text, `${place}.url`, allowLoopback);
  if (typeof authenticate !== 'function')
    throw new OptionRefusal('option_invalid', `${place}.authenticate`, 'must be a function.');
  return { url: text, authenticate: authenticate as IntrospectionEndpoint['authenticate'] };
}
