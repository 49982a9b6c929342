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
