import { createVerifier, isRejection } from '@keyturn/relying-party';
import type { Target } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-issuer.js';

/** Our own verifier as a party: what users import, with the durations of the `drill` profile. */
export function createVerifierTarget(issuer: string): Target {
  const verifier = createVerifier({
    issuers: [{ issuer, audience: DRILL_AUDIENCE }],
    allowLoopback: true,
    durations: 'drill',
  });
  return {
    async present(token) {
      try {
        await verifier.verify(token);
        return { answer: 'accepted', code: null };
      } catch (error) {
        if (!isRejection(error)) return { answer: 'error', code: null };
        return { answer: error.status === 503 ? 'error' : 'refused', code: error.code };
      }
    },
    close: () => verifier.close(),
  };
}
