import { otherParties, ours } from '../parties/parties.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { apache } from './apache.js';
import { type Entrant, toEntrant } from './entrant.js';
import { pyJwt } from './pyjwt.js';

/** Ours as it is imported, at its defaults, like everybody. */
export const ourEntrant: Entrant = toEntrant(ours, loopbackTls.cert);

/** Other people's, in the order of the tables. */
export const otherEntrants: readonly Entrant[] = [
  ...otherParties.map((party) => toEntrant(party, loopbackTls.cert)),
  pyJwt,
  apache,
];
