import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { START_SECONDS } from '../http/test-provider.js';

export const ISSUER = 'http://localhost:4000';
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const jwks = {
  keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }],
};

export interface Assertion {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
}

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
let serial = 0;

/** An assertion of the client robot, good but for what is given. */
export function makeAssertion({ header = {}, claims = {}, key = keys.privateKey }: Assertion = {}): string {
  serial += 1;
  const input = [
    { alg: 'ES256', kid: 'k1', ...header },
    {
      iss: 'robot',
      sub: 'robot',
      aud: ISSUER,
      iat: START_SECONDS,
      exp: START_SECONDS + 60,
      jti: `jti-${serial}`,
      ...claims,
    },
  ]
    .map(encode)
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** A token request that it authenticates. */
export const assertionRequest = (assertion: string, parameters: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...parameters,
  }).toString(),
});
