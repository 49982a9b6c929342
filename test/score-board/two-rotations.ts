import { profiles } from '@keyturn/shared/profiles';
import { TOKEN_SERIES } from '../../provider/drills/token-bars.js';
import type { TokenIssuerParts } from '../../provider/drills/token-issuer.js';
import { commitAllowanceSeconds } from '../../provider/ring/commit-allowance.js';
import type { Scenario } from '../../provider/scenario/scenario.js';
import { LEAST_TOKENS, lightTraffic } from './light-traffic.js';

export interface Paced {
  readonly scenario: Scenario;
  readonly issuer: Pick<TokenIssuerParts, 'alg' | 'rotation'>;
}

interface Terms {
  readonly publicationDelaySeconds: number;
  readonly signerLeaseSeconds: number;
  readonly maxTokenLifetimeSeconds: number;
  readonly publishLeadSeconds: number;
  readonly retentionSeconds: number;
}

/** S over 60 s, the longest that a known library waits between two refetches: who looks again for an unknown kid is in time. */
const libraryTerms = {
  publicationDelaySeconds: 10,
  jwksMaxAgeSeconds: 30,
  staleSeconds: 30,
  cachedAtMostSeconds: 60,
  refetchCooldownSeconds: 30,
  maxTokenLifetimeSeconds: 20,
  leewaySeconds: 5,
  maxClockOffsetSeconds: 2,
  signerLeaseSeconds: 10,
  publishLeadSeconds: 72,
  retentionSeconds: 37,
} as const;

/** D01 twice: the first standby is in the first set that anybody reads, the second has to be found. */
function twoRotations(name: string, terms: Terms): Scenario {
  const { publishLeadSeconds, retentionSeconds, maxTokenLifetimeSeconds: T } = terms;
  const turnsAtSeconds = [publishLeadSeconds + 1, 2 * (publishLeadSeconds + 1)] as const;
  return {
    name,
    drill: 'D01',
    title: `two planned rotations, each key published ${publishLeadSeconds} s before it signs`,
    durationSeconds: turnsAtSeconds[1] + retentionSeconds + 3,
    traffic: { ...lightTraffic, presentAtSeconds: [0, T / 2, T - 1] },
    events: turnsAtSeconds.map((atSeconds) => ({ atSeconds, do: 'rotate', series: TOKEN_SERIES })),
    bars: {
      ...{ falseRejects: 0, unknownKids: Number.POSITIVE_INFINITY, publishedKeys: 4 },
      ...{ validTokensTried: LEAST_TOKENS, signingKids: 3 },
    },
    // As drills have it.
    patience: {
      lateSeconds: commitAllowanceSeconds([terms]) / 2,
      withinSeconds: terms.publicationDelaySeconds,
    },
  };
}

export const atLibraryPace: Paced = {
  scenario: twoRotations('two-rotations-at-library-pace', libraryTerms),
  issuer: { alg: TOKEN_SERIES, rotation: libraryTerms },
};

export const atDrillPace: Paced = {
  scenario: twoRotations('two-rotations-at-drill-pace', profiles.drill.rotation),
  issuer: { alg: TOKEN_SERIES },
};
