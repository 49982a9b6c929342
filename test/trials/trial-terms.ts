import type { Patience } from '../../provider/scenario/scenario.js';

/** How long a party goes on with what it has while its issuer is being started again. On a busy machine that takes its time. */
export const STALE_SECONDS = 12;

/** The proportions of the `drill` profile, with room for a machine that starts processes all the time. */
export const trialRotation = {
  profile: 'drill',
  publicationDelaySeconds: 2,
  staleSeconds: STALE_SECONDS,
  cachedAtMostSeconds: STALE_SECONDS + 2,
  maxTokenLifetimeSeconds: 10,
  signerLeaseSeconds: 4,
  publishLeadSeconds: 18,
  retentionSeconds: 18,
} as const;

/** Half of what a commit may take: a machine that is later than that makes an honest issuer refuse. */
export const trialPatience: Patience = { lateSeconds: 1, withinSeconds: 2 };
