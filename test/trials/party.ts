import { createVerifier } from '@keyturn/relying-party';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { askVerifier } from '../../provider/drills/verifier-target.js';
import type { Target } from '../../provider/scenario/world.js';

/** Our verifier, as users import it. */
export function startParty(issuer: string): Target {
  const issuers = [{ issuer, audience: DRILL_AUDIENCE }];
  return askVerifier(createVerifier({ issuers, allowLoopback: true, durations: 'drill' }));
}
