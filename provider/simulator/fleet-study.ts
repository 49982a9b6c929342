import type { VerifierDurations } from '@keyturn/shared/profiles';
import type { SeriesPolicy } from '../ring/policy.js';
import type { StudiedReplacement } from './issuer-history.js';
import type { Mix } from './mix.js';

/** What a study is asked for. All times are whole seconds, counted from the ring's first keys. */
export interface FleetStudy {
  readonly policy: SeriesPolicy;
  /** The durations of our own verifier. */
  readonly verifier: VerifierDurations;
  readonly mix: Mix;
  readonly durationSeconds: number;
  /** Undefined: nothing is revoked. */
  readonly revokeAtSeconds: number | undefined;
  readonly replaceWith: StudiedReplacement;
  /** Of each party. */
  readonly requestsPerSecond: number;
  readonly seed: number;
}
