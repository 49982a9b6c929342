import type { BoundTerms } from './rotation-bounds.js';
import { type ProfileName, type VerifierProfile, verifierProfiles } from './verifier-profiles.js';

export type { ProfileName, VerifierDurations } from './verifier-profiles.js';

/** Every duration of the provider's side, whole seconds. */
export interface RotationDurations extends BoundTerms {
  /** g: the grain of the scheduler. */
  readonly tickSeconds: number;
  /** I: from one activation to the next. */
  readonly rotationIntervalSeconds: number;
  /** Unset: max(1800, I1). */
  readonly publishLeadSeconds?: number;
  /** Unset: max(1800, I3). */
  readonly retentionSeconds?: number;
}

export interface Profile {
  readonly rotation: RotationDurations;
  readonly verifier: VerifierProfile;
}

const rotationDefaults: RotationDurations = {
  publicationDelaySeconds: 10,
  serveStaleJwksSeconds: 300,
  jwksMaxAgeSeconds: 300,
  staleSeconds: 900,
  cachedAtMostSeconds: 1200,
  refetchCooldownSeconds: 60,
  maxTokenLifetimeSeconds: 900,
  leewaySeconds: 60,
  maxClockOffsetSeconds: 60,
  signerLeaseSeconds: 30,
  tickSeconds: 5,
  rotationIntervalSeconds: 86400,
};

/** The named profiles: each sets the durations of both sides together. */
export const profiles = {
  default: { rotation: rotationDefaults, verifier: verifierProfiles.default },
  /** For `--dev`: a person sees a rotation within a minute. */
  dev: {
    rotation: {
      publicationDelaySeconds: 1,
      serveStaleJwksSeconds: 0,
      jwksMaxAgeSeconds: 5,
      staleSeconds: 0,
      cachedAtMostSeconds: 30,
      refetchCooldownSeconds: 10,
      maxTokenLifetimeSeconds: 60,
      leewaySeconds: 5,
      maxClockOffsetSeconds: 1,
      signerLeaseSeconds: 3,
      tickSeconds: 1,
      rotationIntervalSeconds: 300,
      publishLeadSeconds: 35,
      retentionSeconds: 75,
    },
    verifier: verifierProfiles.dev,
  },
  /** For drills in real time: the proportions of a day in seconds. */
  drill: {
    rotation: {
      publicationDelaySeconds: 1,
      serveStaleJwksSeconds: 0,
      jwksMaxAgeSeconds: 2,
      staleSeconds: 2,
      cachedAtMostSeconds: 4,
      refetchCooldownSeconds: 1,
      maxTokenLifetimeSeconds: 5,
      leewaySeconds: 1,
      maxClockOffsetSeconds: 1,
      signerLeaseSeconds: 2,
      tickSeconds: 1,
      rotationIntervalSeconds: 10,
      publishLeadSeconds: 7,
      retentionSeconds: 10,
    },
    verifier: verifierProfiles.drill,
  },
  /** For parties that cache for a day. */
  wide: {
    rotation: {
      ...rotationDefaults,
      cachedAtMostSeconds: 86400,
      publishLeadSeconds: 90000,
      rotationIntervalSeconds: 604800,
    },
    verifier: verifierProfiles.wide,
  },
} as const satisfies Record<ProfileName, Profile>;
