import { awsJwtVerify } from './aws-jwt-verify.js';
import { expressOauth2JwtBearer } from './express-oauth2-jwt-bearer.js';
import { getJwks } from './get-jwks.js';
import { jose } from './jose.js';
import { jwksRsaFallback, jwksRsaLimited, jwksRsaPlain } from './jwks-rsa.js';
import { keyturn } from './keyturn.js';
import { oauth4webapi } from './oauth4webapi.js';
import type { Party } from './party.js';

/** Other people's relying parties that npm packages make, in the order of the tables. */
export const otherParties: readonly Party[] = [
  jose,
  awsJwtVerify,
  jwksRsaPlain,
  jwksRsaLimited,
  jwksRsaFallback,
  getJwks,
  expressOauth2JwtBearer,
  oauth4webapi,
];

export const ours: Party = keyturn;
