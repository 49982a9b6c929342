import { createChainSigner, createInnerSource } from '@keyturn/relying-party/jwc';
import type { Clock } from '@keyturn/shared/clock';
import { audience, client } from './issuer.js';

const { clientId, secret } = client;

/** A client with a key of its own, which nobody can take out: not this code either. */
export async function createClient(issuer: string, clock: Clock) {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign', 'verify'],
  );
  const { kty = '', crv = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  const signer = createChainSigner({
    key: privateKey,
    inner: createInnerSource({
      tokenEndpoint: `${issuer}/token`,
      key: privateKey,
      jwk: { kty, crv, x, y },
      alg: 'ES256',
      audience,
      authenticate: () => ({
        headers: { authorization: `Basic ${btoa(`${clientId}:${encodeURIComponent(secret)}`)}` },
      }),
      send: fetch,
      clock,
    }),
    clock,
    outerLifetimeSeconds: 5,
  });
  return {
    /** What a request is sent with. */
    sign: (method: string, url: string) => signer.sign({ htm: method, htu: url }),
    /** Signs one request and sends it. */
    async request(method: string, url: string): Promise<Response> {
      const token = await signer.sign({ htm: method, htu: url });
      return fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
    },
    close: () => signer.close(),
  };
}
