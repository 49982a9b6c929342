import { jwc } from '@keyturn/relying-party/jwc';
import type { Stage } from '../scenario/stage.js';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

/** Our own verifier of the jwc path as a party, with the durations of the `drill` profile. */
export function createChainTarget(stage: Stage, issuer: string): Target {
  const verifier = openPartyVerifier(stage, {
    trustPaths: [jwc()],
    issuers: [{ issuer, audience: DRILL_AUDIENCE, trustPath: 'jwc', jwc: { innerIssuer: issuer } }],
    allowLoopback: true,
    durations: 'drill',
  });
  return askVerifier(verifier);
}
