import { profiles } from '@keyturn/shared/profiles';
import type { AuthorityTerms } from '../certificates/choose-authority.js';
import { LIST_KEPT_MILLISECONDS } from '../http/authority.js';

const { maxTokenLifetimeSeconds, leewaySeconds, maxClockOffsetSeconds } = profiles.drill.rotation;

/** How often a party reads the roots and the revocation lists. */
export const PARTY_READS_EVERY_SECONDS = 5;

/** Until every party has read what changed: the CA keeps a list for a while, the party reads in time, it is on its way. */
export const readByAllSeconds = LIST_KEPT_MILLISECONDS / 1000 + PARTY_READS_EVERY_SECONDS + 1;

/** The `drill` profile's tokens, under certificates that live for some of their lives. */
export const certificateTerms: AuthorityTerms = {
  maxTokenLifetimeSeconds,
  leewaySeconds,
  maxClockOffsetSeconds,
  leafLifetimeSeconds: 24,
  rootDistributionSeconds: readByAllSeconds,
};
