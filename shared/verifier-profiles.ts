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

export type ProfileName = 'default' | 'dev' | 'drill' | 'wide';

/** What a verifier takes from a named profile: its durations, and what it allows the times of a token by default. */
export interface VerifierProfile extends VerifierDurations {
  /** After `exp`. */
  readonly leewaySeconds: number;
  /** D: how far clocks may be apart, for `nbf` and `iat`. */
  readonly futureToleranceSeconds: number;
}

const defaults: VerifierProfile = {
  minFreshSeconds: 30,
  maxFreshSeconds: 3600,
  defaultFreshSeconds: 600,
  staleIfErrorSeconds: 900,
  unknownKidCooldownSeconds: 10,
  maxBackoffSeconds: 60,
  epochConfirmSeconds: 10,
  fetchDeadlineSeconds: 5,
  leewaySeconds: 5,
  futureToleranceSeconds: 60,
};

/** The relying party's side of the named profiles, apart: a verifier carries no duration of a provider. */
export const verifierProfiles: Readonly<Record<ProfileName, VerifierProfile>> = {
  default: defaults,
  dev: { ...defaults, futureToleranceSeconds: 1 },
  drill: {
    minFreshSeconds: 1,
    maxFreshSeconds: 10,
    defaultFreshSeconds: 2,
    staleIfErrorSeconds: 2,
    unknownKidCooldownSeconds: 1,
    maxBackoffSeconds: 2,
    epochConfirmSeconds: 1,
    fetchDeadlineSeconds: 5,
    leewaySeconds: 1,
    futureToleranceSeconds: 1,
  },
  wide: defaults,
};
