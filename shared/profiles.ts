import type { BoundTerms } from './rotation-bounds.js';

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

/** Every duration of the relying party's side, whole seconds. They scale with the profile so that tests in seconds are honest. */
export interface VerifierDurations {
  /** The least time a fetched key set counts as fresh, whatever its headers say. */
  readonly minFreshSeconds: number;
  /** The most. */
  readonly maxFreshSeconds: number;
  /** Where the headers say nothing. */
  readonly defaultFreshSeconds: number;
  /** How long the last good set is used while the provider cannot be reached. */
  readonly staleIfErrorSeconds: number;
  /** C: negative entry of an unknown kid, and the refill time of the budget for refetches. */
  readonly unknownKidCooldownSeconds: number;
  /** The longest pause between attempts at a provider that fails; shorter while a copy's stale time is (`longestPauseSeconds`). */
  readonly maxBackoffSeconds: number;
  /** P, as far as the verifier knows: a lower epoch is believed, and a hint's second look taken, this long after the first. */
  readonly epochConfirmSeconds: number;
  /** One fetch: connect, headers and body. No request waits longer for keys, however many fetches an attempt takes. */
  readonly fetchDeadlineSeconds: number;
}

export interface Profile {
  readonly rotation: RotationDurations;
  readonly verifier: VerifierDurations;
}

const verifierDefaults: VerifierDurations = {
  minFreshSeconds: 30,
  maxFreshSeconds: 3600,
  defaultFreshSeconds: 600,
  staleIfErrorSeconds: 900,
  unknownKidCooldownSeconds: 10,
  maxBackoffSeconds: 60,
  epochConfirmSeconds: 10,
  fetchDeadlineSeconds: 5,
};

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
  default: { rotation: rotationDefaults, verifier: verifierDefaults },
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
    verifier: verifierDefaults,
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
    verifier: {
      minFreshSeconds: 1,
      maxFreshSeconds: 10,
      defaultFreshSeconds: 2,
      staleIfErrorSeconds: 2,
      unknownKidCooldownSeconds: 1,
      maxBackoffSeconds: 2,
      epochConfirmSeconds: 1,
      fetchDeadlineSeconds: 5,
    },
  },
  /** For parties that cache for a day. */
  wide: {
    rotation: {
      ...rotationDefaults,
      cachedAtMostSeconds: 86400,
      publishLeadSeconds: 90000,
      rotationIntervalSeconds: 604800,
    },
    verifier: verifierDefaults,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
