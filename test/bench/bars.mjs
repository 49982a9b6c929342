/** The bars, as ratios: an absolute time means little on a shared machine. */
export const measuredAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
export const inFlightAlgorithms = ['RS256', 'ES256', 'EdDSA'];
export const inFlight = 64;

/** Our time over raw node:crypto's, one at a time, at most. */
export const atMostOverRaw = { RS256: 1.2, PS256: 1.2, ES256: 1.08, ES384: 1.03, EdDSA: 1.08 };

/** Who we are to be ahead of, or level with, one at a time: our time over theirs, at most. */
export const atMostOverPeer = { jose: 1, 'aws-jwt-verify': 1, jsonwebtoken: 1, 'fast-jwt': 1.02 };

/** Our throughput over jose's with 64 in flight, at least. */
export const atLeastOverJose = { RS256: 1.3, ES256: 1.1, EdDSA: 1.05 };

/** An accepted token's time over a refused one's, at least. */
export const atLeastOverRefused = { RS256: 2, ES256: 5 };

/** fast-jwt's time for a token in its cache over ours, at least. */
export const atLeastOverCachedPeer = 4;

/** A token among many issuers over one among one, at most: flat, but for what no longer fits the processor's cache. */
export const atMostForManyIssuers = 1.15;

export const mostBytesAnIssuer = 8 * 1024;

/** Minified and gzipped. */
export const mostBundleBytes = { Node: 10_000, edge: 14_000 };

/** A study of a fleet, whatever its size. */
export const atLeastPartyHoursAMinute = 1_000_000;

/** Time a party-hour in a study over that in one of a tenth its size, at most. */
export const atMostForLargerStudies = 1.15;

/** A tick after a long sleep over one in time, at most. */
export const atMostForLateTicks = 1.15;
