import { createChainSigner, createInnerSource } from '@keyturn/relying-party/jwc';
import { type PublicJwk, toPublicJwk } from '@keyturn/shared/public-jwk';
import type { HttpClient } from '../drills/http-client.js';
import { issuerPaths } from '../http/issuer-paths.js';

/** One signed request, as it is wished. */
export interface ChainOrder {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
  /** What the outer says of the request. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Of the outer, seconds. */
  readonly lifetimeSeconds?: number | undefined;
}

export interface MintedChain {
  readonly token: string;
  readonly inner: string;
  /** The key that signed it. Its private half is gone. */
  readonly jwk: PublicJwk;
}

const alg = 'ES256';

/** Does what a holder does, once: a key, a proof, an inner, an outer. Rejects with ChainSignerError. */
export async function mintChain(order: ChainOrder, http: Pick<HttpClient, 'send'>): Promise<MintedChain> {
  const { issuer, clientId, secret, audience, scope, claims, lifetimeSeconds } = order;
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign', 'verify'],
  );
  const { kty, crv, x, y } = toPublicJwk({ ...(await crypto.subtle.exportKey('jwk', publicKey)) });
  const jwk = toPublicJwk({ kty, crv, x, y });
  const inner = await createInnerSource({
    tokenEndpoint: issuerPaths(issuer).tokenEndpoint,
    key: privateKey,
    jwk,
    alg,
    authenticate: () => ({ headers: { authorization: basicAuthorization(clientId, secret) } }),
    ...(audience === undefined ? {} : { audience }),
    ...(scope === undefined ? {} : { scope }),
    async send(url, request) {
      const { status, headers, body } = await http.send(url, request);
      return { status, headers, text: async () => body };
    },
  })();
  const outer = lifetimeSeconds === undefined ? {} : { outerLifetimeSeconds: lifetimeSeconds };
  const signer = createChainSigner({ key: privateKey, inner, ...outer });
  try {
    return { token: await signer.sign(claims), inner, jwk };
  } finally {
    signer.close();
  }
}

/** RFC 6749 section 2.3.1: both halves are form-encoded first. */
function basicAuthorization(clientId: string, secret: string): string {
  const [id, password] = [clientId, secret].map((text) =>
    new URLSearchParams({ v: text }).toString().slice(2),
  );
  return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
}
