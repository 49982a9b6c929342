import type { Patience } from '../../provider/scenario/scenario.js';

/** As a configuration says it; each series by its name. */
export type TrialRotation = Readonly<Record<string, unknown>> & {
  readonly series: readonly {
    readonly alg: 'ES256';
    readonly name: string;
    readonly rotationIntervalSeconds: number;
  }[];
};

/** How long a party goes on with what it has while its issuer is being started again. On a busy machine that takes its time. */
export const STALE_SECONDS = 12;

/**
 * The proportions of the `drill` profile, with room for a machine that starts processes all the time; so many series in
 * rhythms of their own, so that there is always something to write.
 */
export const killRotation = {
  profile: 'drill',
  publicationDelaySeconds: 6,
  staleSeconds: STALE_SECONDS,
  cachedAtMostSeconds: STALE_SECONDS + 2,
  maxTokenLifetimeSeconds: 10,
  signerLeaseSeconds: 8,
  publishLeadSeconds: 22,
  retentionSeconds: 22,
  series: Array.from({ length: 8 }, (_, at) => ({
    alg: 'ES256' as const,
    name: `tokens-${at}`,
    rotationIntervalSeconds: 23 + at,
  })),
};

/** One series that is due whenever its standby may sign: whoever calls at that moment, and the schedule of each replica. */
export const turnRotation = {
  profile: 'drill',
  publicationDelaySeconds: 2,
  signerLeaseSeconds: 3,
  maxTokenLifetimeSeconds: 10,
  publishLeadSeconds: 9,
  retentionSeconds: 16,
  series: [{ alg: 'ES256' as const, name: 'tokens', rotationIntervalSeconds: 9 }],
};

/** Half of what a commit may take: a machine that is later than that makes an honest issuer refuse. */
export const trialPatience: Patience = { lateSeconds: 1, withinSeconds: 2 };
