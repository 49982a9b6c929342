import type { IssuerRing } from '../rotator/issuer-ring.js';
import { HttpProblem } from './problem.js';

/** The ring that a request is for; the issuer may be left out where there is one. Throws HttpProblem. */
export function chooseRing(rings: readonly IssuerRing[], issuer: string | undefined): IssuerRing {
  const ring = issuer === undefined ? rings[0] : rings.find((each) => each.issuer === issuer);
  if (ring === undefined) throw new HttpProblem('issuer_unknown');
  if (issuer === undefined && rings.length > 1)
    throw new HttpProblem('issuer_missing', {
      detail: `say which: ${rings.map((each) => each.issuer).join(', ')}`,
    });
  return ring;
}
