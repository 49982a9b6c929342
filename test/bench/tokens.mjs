import { constants, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export const issuer = 'https://issuer.example';
export const audience = 'api.example';

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const p1363 = { dsaEncoding: 'ieee-p1363' };

/** How node:crypto is asked for each algorithm that is measured. */
const algorithms = {
  RS256: { type: 'rsa', options: { modulusLength: 2048 }, digest: 'sha256', extra: {} },
  PS256: { type: 'rsa', options: { modulusLength: 2048 }, digest: 'sha256', extra: pss },
  ES256: { type: 'ec', options: { namedCurve: 'P-256' }, digest: 'sha256', extra: p1363 },
  ES384: { type: 'ec', options: { namedCurve: 'P-384' }, digest: 'sha384', extra: p1363 },
  EdDSA: { type: 'ed25519', options: {}, digest: null, extra: {} },
};

/** A key pair with all that a verifier may want of it. */
export function makeParty(alg) {
  const { type, options, digest, extra } = algorithms[alg];
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: `key-${alg}`, alg, use: 'sig' };
  return {
    alg,
    digest,
    extra,
    publicKey,
    privateKey,
    jwk,
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
  };
}

/** RFC 9068 claims; the payload is about as long as that of the published samples. */
function claimsOf(nowSeconds, changes) {
  return {
    iss: issuer,
    sub: 'client-1',
    aud: audience,
    client_id: 'client-1',
    iat: nowSeconds,
    exp: nowSeconds + 3600,
    jti: randomBytes(12).toString('base64url'),
    scope: 'read',
    ...changes,
  };
}

/** Distinct tokens of one party. */
export function mintTokens(party, count, { claims = {}, header = {} } = {}) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, () => {
    const head = { alg: party.alg, typ: 'at+jwt', kid: party.jwk.kid, ...header };
    const input = [head, claimsOf(nowSeconds, claims)]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = { key: party.privateKey, ...party.extra };
    return `${input}.${sign(party.digest, Buffer.from(input), key).toString('base64url')}`;
  });
}

/** New strings with the same content: nothing that an earlier run left on them, hash or flatness, is measured. */
export function freshCopies(tokens) {
  return tokens.map((token) => Buffer.from(token, 'latin1').toString('latin1'));
}

/** What `crypto.verify` takes for a token, made ready outside the measurement. */
export function rawArguments(party, token) {
  const cut = token.lastIndexOf('.');
  const bare = Object.keys(party.extra).length === 0;
  const key = bare ? party.publicKey : { key: party.publicKey, ...party.extra };
  return [
    party.digest,
    Buffer.from(token.slice(0, cut)),
    key,
    Buffer.from(token.slice(cut + 1), 'base64url'),
  ];
}
