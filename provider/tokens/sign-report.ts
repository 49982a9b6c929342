import type { IssuerRing } from '../rotator/issuer-ring.js';
import { signCompact } from './sign-compact.js';

/** What a report is signed as: evidence, which no verifier takes for a token. */
export const REPORT_TYPE = 'keyturn-report+jwt';

/** Rejects with RingError `signing_unavailable`. */
export type SignReport = (id: string, report: object) => Promise<string>;

/** Signs reports of drills by the series of records, as the history of keys is. Claims: `iss`, `iat`, `jti`, `report`. */
export function createSignReport(ring: Pick<IssuerRing, 'issuer' | 'signing'>, series: string): SignReport {
  return async (id, report) => {
    const { signer, kid, alg, nowSeconds } = await ring.signing(series);
    const claims = { iss: ring.issuer, iat: Math.floor(nowSeconds), jti: id, report };
    return signCompact(signer, { alg, typ: REPORT_TYPE, kid }, claims);
  };
}
