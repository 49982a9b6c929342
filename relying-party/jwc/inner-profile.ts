import type { TokenProfile } from '../token/profiles.js';
import { innerType } from './inner-type.js';

/** The inner as a token of its issuer. It is not an access token and no access token is one. */
export const typedInner: TokenProfile = {
  allowsType: (typ) => typ === innerType,
  requiredStrings: ['sub', 'jti'],
  required: ['aud', 'iat'],
  checksAuthorizedParty: false,
  isInner: true,
};

/** With those of the published library, which name no type. Still no other type will do. */
export const untypedInner: TokenProfile = {
  allowsType: (typ) => typ === undefined || typ === 'jwt' || typ === innerType,
  requiredStrings: [],
  required: ['aud'],
  checksAuthorizedParty: false,
  isInner: true,
};
