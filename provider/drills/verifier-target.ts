import {
  createVerifier,
  type IssuerOptions,
  isRejection,
  type Verifier,
  type VerifierOptions,
} from '@keyturn/relying-party';
import { createDrillVerifier } from '@keyturn/relying-party/drill';
import type { Stage } from '../scenario/stage.js';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

/** Our own verifier as a party: what users import, with the durations of the `drill` profile. */
export function createVerifierTarget(
  stage: Stage,
  issuer: string,
  limits: Pick<IssuerOptions, 'staleIfErrorSeconds' | 'discovery'> = {},
): Target {
  const verifier = openPartyVerifier(stage, {
    issuers: [{ issuer, audience: DRILL_AUDIENCE, ...limits }],
    allowLoopback: true,
    durations: 'drill',
  });
  return askVerifier(verifier);
}

/** What users import; on a stage with a network of its own, the same with that network's connections and its clock. */
export function openPartyVerifier(
  { clock, draw, network: { connect } }: Stage,
  options: Omit<VerifierOptions, 'clock'>,
): Verifier {
  return connect === undefined
    ? createVerifier({ ...options, clock })
    : createDrillVerifier(options, { clock, draw, connect });
}

/** A verifier of one issuer, asked as a scenario asks. */
export function askVerifier(verifier: Verifier): Target {
  let knownKidWaits = 0;
  verifier.on('keys.awaited', ({ reason }) => {
    if (reason === 'set_not_fresh') knownKidWaits += 1;
  });
  let alarms = 0;
  verifier.on('refresh.failed', () => (alarms += 1));
  verifier.on('keyset.suspicious', () => (alarms += 1));
  return {
    alarms: () => alarms,
    knownKidWaits: () => knownKidWaits,
    async present({ token, kid }) {
      const kidKnown = verifier.status()[0]?.keys.kids.includes(kid) ?? false;
      try {
        await verifier.verify(token);
        return { answer: 'accepted', code: null, kidKnown };
      } catch (error) {
        if (!isRejection(error)) return { answer: 'error', code: null, kidKnown };
        return { answer: error.status === 503 ? 'error' : 'refused', code: error.code, kidKnown };
      }
    },
    close: () => verifier.close(),
  };
}
