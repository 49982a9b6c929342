import { profiles } from '@keyturn/shared/profiles';

const { rotation, verifier } = profiles.drill;
const { jwksMaxAgeSeconds, publicationDelaySeconds, maxClockOffsetSeconds } = rotation;
const staleSeconds = 4 * verifier.maxBackoffSeconds;

/** For drills that show what a copy outlives: E is many times M, as it is in life, where in the profile it is once. */
export const patientRotation = {
  staleSeconds,
  cachedAtMostSeconds: jwksMaxAgeSeconds + staleSeconds,
  publishLeadSeconds: publicationDelaySeconds + jwksMaxAgeSeconds + staleSeconds + maxClockOffsetSeconds,
};
