import { observe } from '../../../provider/watch/observe.js';
import { digestOf, readPublishedKey } from '../../../provider/watch/published-key.js';
import type {
  DiscoverySample,
  FailedSample,
  KeysSample,
  Sample,
  TokenSample,
} from '../../../provider/watch/sample.js';
import { startWatch, type WatchState } from '../../../provider/watch/watch-state.js';

export const issuer = 'https://issuer.example';

export const jwk = (kid: string, members: Readonly<Record<string, unknown>> = {}) => ({
  kty: 'EC',
  crv: 'P-256',
  x: `x of ${kid}`,
  y: 'y',
  alg: 'ES256',
  use: 'sig',
  kid,
  ...members,
});

export function keysAt(
  atSeconds: number,
  jwks: readonly Readonly<Record<string, unknown>>[],
  more: Partial<KeysSample> = {},
  headers: Partial<KeysSample['headers']> = {},
): KeysSample {
  const keys = jwks.map(readPublishedKey);
  return {
    kind: 'keys',
    atSeconds,
    keys,
    digest: digestOf(keys),
    headers: {
      maxAgeSeconds: 300,
      ageSeconds: 0,
      uncacheable: false,
      mustRevalidate: false,
      staleIfErrorSeconds: undefined,
      ...headers,
    },
    hasEtag: true,
    revalidates: true,
    epoch: undefined,
    offsetSeconds: 0,
    ...more,
  };
}

export function tokenAt(atSeconds: number, kid: string, more: Partial<TokenSample> = {}): TokenSample {
  return {
    kind: 'token',
    atSeconds,
    kid,
    alg: 'ES256',
    issuer,
    issuedAtSeconds: atSeconds,
    expiresAtSeconds: atSeconds + 900,
    signature: 'valid',
    ...more,
  };
}

export const discovery = (more: Partial<DiscoverySample> = {}): DiscoverySample => ({
  kind: 'discovery',
  atSeconds: 0,
  issuer,
  jwksUri: `${issuer}/jwks`,
  algorithms: ['ES256'],
  ...more,
});

export const failed = (read: FailedSample['read'], reason: string): FailedSample => ({
  kind: 'failed',
  read,
  atSeconds: 0,
  reason,
  message: 'it failed',
});

export const seen = (...samples: readonly Sample[]): WatchState =>
  samples.reduce(observe, startWatch(issuer));
