import { verify as verifyRaw } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier as createFastVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { audience, issuer, rawArguments } from './tokens.mjs';

/**
 * Who is measured. Each takes a party and answers a function of one token that throws when it is not accepted, or
 * undefined where the subject does not do the algorithm. Each checks issuer, audience and times; caches are off.
 */
export const subjects = {
  raw: {
    what: 'node:crypto verify, ready KeyObject and bytes',
    sync: true,
    prepare: (party) => (token) => rawArguments(party, token),
    create:
      () =>
      ([digest, bytes, key, signature]) =>
        accept(verifyRaw(digest, bytes, key, signature)),
  },
  keyturn: {
    what: '@keyturn/relying-party, every strict check on',
    sync: false,
    create: ({ jwk }) => {
      const verifier = createVerifier({
        issuers: [{ issuer, audience, discovery: { jwks: { keys: [jwk] } } }],
      });
      return (token) => verifier.verify(token);
    },
  },
  jose: {
    what: 'jose jwtVerify, local JWKS',
    sync: false,
    create: ({ jwk, alg }) => {
      const set = createLocalJWKSet({ keys: [{ ...jwk }] });
      const options = { issuer, audience, algorithms: [alg], typ: 'at+jwt' };
      return (token) => jwtVerify(token, set, options);
    },
  },
  'fast-jwt': {
    what: 'fast-jwt createVerifier, sync, cache off',
    sync: true,
    create: ({ pem, alg }) =>
      createFastVerifier({
        key: pem,
        algorithms: [alg],
        allowedIss: issuer,
        allowedAud: audience,
        cache: false,
        checkTyp: 'at+jwt',
      }),
  },
  'aws-jwt-verify': {
    what: 'aws-jwt-verify verifySync, cached JWKS',
    sync: true,
    create: ({ jwk, alg }) => {
      if (alg === 'PS256') return undefined;
      const verifier = JwtVerifier.create({ issuer, audience, jwksUri: `${issuer}/jwks` });
      verifier.cacheJwks({ keys: [jwk] });
      return (token) => verifier.verifySync(token);
    },
  },
  jsonwebtoken: {
    what: 'jsonwebtoken verify with a KeyObject',
    sync: true,
    create: ({ publicKey, alg }) =>
      alg === 'EdDSA'
        ? undefined
        : (token) => jsonwebtoken.verify(token, publicKey, { algorithms: [alg], issuer, audience }),
  },
};

function accept(valid) {
  if (!valid) throw new Error('a good signature was refused');
}
