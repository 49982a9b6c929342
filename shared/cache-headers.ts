/** What the cache headers of a JWKS response say, read once for the verifier, the simulator and `watch` (RFC 9111). */
export interface CacheHeaders {
  /** `max-age`, seconds; undefined when absent or malformed. `s-maxage` is for shared caches and ignored. */
  readonly maxAgeSeconds: number | undefined;
  /** Age on arrival: the larger of `Age` and arrival less `Date` (RFC 9111 4.2.3), never negative. */
  readonly ageSeconds: number;
  /** `no-store` or `no-cache`. */
  readonly uncacheable: boolean;
  readonly mustRevalidate: boolean;
  /** `stale-if-error` (RFC 5861 section 4), seconds. */
  readonly staleIfErrorSeconds: number | undefined;
}

export interface FreshnessLimits {
  readonly minFreshSeconds: number;
  readonly maxFreshSeconds: number;
  readonly defaultFreshSeconds: number;
  /** The most stale time we ever add. */
  readonly staleIfErrorSeconds: number;
  /** Use a stale copy in spite of `must-revalidate`. */
  readonly staleInSpiteOfMustRevalidate: boolean;
}

/** Until when a body may be used, as wall-clock seconds. */
export interface Freshness {
  /** When the body was made, as far as its headers tell. */
  readonly generatedAtSeconds: number;
  readonly freshUntilSeconds: number;
  /** Never before `freshUntilSeconds`. Past it the body is not used at all. */
  readonly usableUntilSeconds: number;
}

/** @param header looks a header up by lower-case name. */
export function readCacheHeaders(
  header: (name: string) => string | null | undefined,
  receivedAtSeconds: number,
): CacheHeaders {
  const directives = parseDirectives(header('cache-control') ?? '');
  const generated = Date.parse(header('date') ?? '') / 1000;
  const apparentAge = Number.isFinite(generated) ? Math.max(0, receivedAtSeconds - generated) : 0;
  return {
    maxAgeSeconds: wholeSeconds(directives.get('max-age')),
    // A Date far in the past is a broken clock there, not an old body; `Age` is what caches count themselves.
    ageSeconds: Math.max(
      wholeSeconds(header('age')?.trim()) ?? 0,
      apparentAge <= MAX_PLAUSIBLE_AGE ? apparentAge : 0,
    ),
    uncacheable: directives.has('no-store') || directives.has('no-cache'),
    mustRevalidate: directives.has('must-revalidate'),
    staleIfErrorSeconds: wholeSeconds(directives.get('stale-if-error')),
  };
}

const MAX_PLAUSIBLE_AGE = 86_400;

/**
 * The clamps: fresh for clamp(max-age - Age, min, max) from receipt; stale for the smaller of our limit and the header's
 * own `stale-if-error`, counted from the body's generation, so that a copy from a slow cache is not used for longer.
 */
export function freshnessOf(
  headers: CacheHeaders,
  receivedAtSeconds: number,
  limits: FreshnessLimits,
): Freshness {
  const { minFreshSeconds: min, maxFreshSeconds: max } = limits;
  const asked = headers.uncacheable ? 0 : (headers.maxAgeSeconds ?? limits.defaultFreshSeconds);
  const freshFor = Math.min(max, Math.max(min, asked - headers.ageSeconds));
  const generatedAtSeconds = receivedAtSeconds - headers.ageSeconds;
  const freshUntilSeconds = receivedAtSeconds + freshFor;
  const staleAllowed =
    headers.mustRevalidate && !limits.staleInSpiteOfMustRevalidate
      ? 0
      : Math.min(limits.staleIfErrorSeconds, headers.staleIfErrorSeconds ?? limits.staleIfErrorSeconds);
  const lifetime = Math.min(max, Math.max(min, asked));
  return {
    generatedAtSeconds,
    freshUntilSeconds,
    usableUntilSeconds: Math.max(freshUntilSeconds, generatedAtSeconds + lifetime + staleAllowed),
  };
}

function parseDirectives(value: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const part of value.split(',')) {
    const [name = '', argument = ''] = part.split('=', 2).map((text) => text.trim());
    // The first wins: a repeated directive must not stretch what an earlier one said.
    if (name !== '' && !directives.has(name.toLowerCase()))
      directives.set(name.toLowerCase(), argument.replace(/^"|"$/g, ''));
  }
  return directives;
}

function wholeSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  return Number(text);
}
