import { verify as verifyRaw } from 'node:crypto';
import { createVerifier } from '@keyturn/relying-party';
import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier as createFastVerifier } from 'fast-jwt';
import { createLocalJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { audience, issuer, rawArguments } from './tokens.mjs';

/** The control that says what a miss is made of. */
export const bareReading = 'bare reading';

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
  [bareReading]: {
    what: 'node:crypto verify of a token as it comes, its two parts parsed, nothing of it checked, and one promise: what no verifier can do without',
    sync: false,
    create: (party) => async (token) => {
      const [header, payload] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
      accept(verifyRaw(...rawArguments(party, token)));
      return { header, payload };
    },
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
