import type { Scenario } from '../scenario/scenario.js';
import { drillPatience } from './drill-patience.js';
import { ExpiryOnlyTarget } from './expiry-only-target.js';
import { patientRotation } from './patient-rotation.js';
import type { StartTarget } from './start-target.js';
import { TOKEN_SERIES, tokenTraffic } from './token-bars.js';
import type { TokenIssuerParts } from './token-issuer.js';
import { createVerifierTarget } from './verifier-target.js';

/** A scenario of access tokens whose issuer or parties are not those of every other. */
export interface OriginDrill {
  readonly scenario: Scenario;
  readonly issuer: Omit<TokenIssuerParts, 'stage' | 'log' | 'sabotage'>;
  readonly startTarget: StartTarget;
}

type Told = Omit<Scenario, 'patience' | 'traffic'> & Partial<Pick<Scenario, 'traffic'>>;

/** @param parts what is not as usual: by default keys of P-256 by the profile's numbers, and parties by their class. */
export function originDrill(
  scenario: Told,
  { issuer, startTarget }: Partial<Omit<OriginDrill, 'scenario'>> = {},
): OriginDrill {
  return {
    scenario: { traffic: tokenTraffic, ...scenario, patience: drillPatience },
    issuer: { alg: TOKEN_SERIES, ...issuer },
    startTarget: startTarget ?? startUsualTarget,
  };
}

/** Copies that outlast several attempts at an origin that fails, on both sides. */
export const patientParts: Pick<OriginDrill, 'issuer' | 'startTarget'> = {
  issuer: { alg: TOKEN_SERIES, rotation: patientRotation },
  startTarget: (issuer, _party, stage) =>
    createVerifierTarget(stage, issuer, { staleIfErrorSeconds: patientRotation.staleSeconds }),
};

/** By the class of the party. */
export const startUsualTarget: StartTarget = (issuer, _party, stage, partyClass) =>
  partyClass === 'expiry-only' ? new ExpiryOnlyTarget(stage, issuer) : createVerifierTarget(stage, issuer);
