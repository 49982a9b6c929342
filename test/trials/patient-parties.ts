import type * as shared from '@keyturn/shared/profiles';
import { STALE_SECONDS } from './trial-terms.js';

/** The profiles, with parties that outlast the start of a process. */
export function makePatient({ profiles }: typeof shared): typeof shared {
  const { drill } = profiles;
  const verifier = { ...drill.verifier, staleIfErrorSeconds: STALE_SECONDS, maxBackoffSeconds: 1 };
  return { profiles: { ...profiles, drill: { ...drill, verifier } } } as unknown as typeof shared;
}
