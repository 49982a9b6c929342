import type * as shared from '@keyturn/shared/verifier-profiles';
import { STALE_SECONDS } from './trial-terms.js';

/** The profiles, with parties that outlast the start of a process. */
export function makePatient(real: typeof shared): typeof shared {
  const { verifierProfiles } = real;
  const drill = { ...verifierProfiles.drill, staleIfErrorSeconds: STALE_SECONDS, maxBackoffSeconds: 1 };
  return { ...real, verifierProfiles: { ...verifierProfiles, drill } };
}
