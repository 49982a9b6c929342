import { createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { askVerifier } from './verifier-target.js';

/** Our own verifier of the jwc path as a party, with the durations of the `drill` profile. */
export function createChainTarget(issuer: string): Target {
  const verifier = createVerifier({
    trustPaths: [jwc()],
    issuers: [{ issuer, audience: DRILL_AUDIENCE, trustPath: 'jwc', jwc: { innerIssuer: issuer } }],
    allowLoopback: true,
    durations: 'drill',
  });
  return askVerifier(verifier);
}
