import type { IssuerRing } from '../rotator/issuer-ring.js';
import { HttpProblem } from './problem.js';

/** The ring that a request is for; the issuer may be left out where there is one. Throws HttpProblem. */
export function chooseRing(rings: readonly IssuerRing[], issuer: string | undefined): IssuerRing {
  const ring = issuer === undefined ? rings[0] : rings.find((each) => each.issuer === issuer);
  const known = rings.map((each) => each.issuer).join(', ');
  if (ring === undefined)
    throw new HttpProblem('issuer_unknown', { detail: `the issuers here are ${known}` });
  if (issuer === undefined && rings.length > 1)
    throw new HttpProblem('issuer_missing', { detail: `say which: ${known}` });
  return ring;
}
