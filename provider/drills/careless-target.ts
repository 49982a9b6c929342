import { errors, type JSONWebKeySet } from 'jose';
import type { CarelessClass, PartyClass } from '../scenario/party-class.js';
import { ExpiryOnlyTarget } from './expiry-only-target.js';
import { startUsualTarget } from './origin-drill.js';
import type { StartTarget } from './start-target.js';

/** Which keys of a set a token of this kid may be of, by the lights of the party. Throws where it takes the set for no set. */
export type ChooseKeys = (jwks: JSONWebKeySet, kid: string) => JSONWebKeySet;

/** What people write who have seen one set, of one issuer, on one day. */
const careless: Readonly<Record<CarelessClass, () => ChooseKeys>> = {
  'first-key': () => (jwks, kid) => ({ keys: jwks.keys.slice(0, 1).map((key) => ({ ...key, kid })) }),
  'fixed-count'() {
    let count: number | undefined;
    return (jwks) => {
      count ??= jwks.keys.length;
      if (jwks.keys.length !== count) throw new errors.JWKSInvalid('another number of keys');
      return jwks;
    };
  },
  'known-members': () => (jwks) => {
    const strange = Object.keys(jwks).filter((name) => name !== 'keys' && name !== 'keyturn_epoch');
    if (strange.length > 0) throw new errors.JWKSInvalid('a member that is not known');
    return jwks;
  },
};

export const startCarelessTarget: StartTarget = (issuer, party, stage, partyClass) =>
  isCareless(partyClass)
    ? new ExpiryOnlyTarget(stage, issuer, careless[partyClass]())
    : startUsualTarget(issuer, party, stage, partyClass);

function isCareless(partyClass: PartyClass): partyClass is CarelessClass {
  return partyClass in careless;
}
