import { createVerifier, isRejection, type Verifier } from '@keyturn/relying-party';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

/** Our own verifier as a party: what users import, with the durations of the `drill` profile. */
export function createVerifierTarget(issuer: string): Target {
  const verifier = createVerifier({
    issuers: [{ issuer, audience: DRILL_AUDIENCE }],
    allowLoopback: true,
    durations: 'drill',
  });
  return askVerifier(verifier);
}

/** A verifier of one issuer, asked as a scenario asks. */
export function askVerifier(verifier: Verifier): Target {
  return {
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
