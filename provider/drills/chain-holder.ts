import { type ChainSigner, createChainSigner, createInnerSource } from '@keyturn/relying-party/jwc';
import type { Clock } from '@keyturn/shared/clock';
import { toPublicJwk } from '@keyturn/shared/public-jwk';
import { issuerPaths } from '../http/issuer-paths.js';
import type { IssuedToken } from '../scenario/world.js';
import type { HttpClient } from './http-client.js';

export interface HolderParts {
  readonly issuer: string;
  /** Of the client that asks for inners. */
  readonly authorization: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly draw: () => number;
}

const alg = 'ES256';

/** A holder under drill: what users import, with a key in this process. */
export class ChainHolder {
  readonly #signer: ChainSigner;
  readonly #clock: Clock;
  /** The signer of the inner in use. */
  #innerKid = '';

  private constructor(signer: ChainSigner, clock: Clock) {
    this.#signer = signer;
    this.#clock = clock;
  }

  static async create({ issuer, authorization, http, clock, draw }: HolderParts): Promise<ChainHolder> {
    const { privateKey, publicKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign', 'verify'],
    );
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
    const inner = createInnerSource({
      tokenEndpoint: issuerPaths(issuer).tokenEndpoint,
      key: privateKey,
      jwk: toPublicJwk({ kty, crv, x, y }),
      alg,
      authenticate: () => ({ headers: { authorization } }),
      async send(url, request) {
        const { status, headers, body } = await http.send(url, request);
        return { status, headers, text: async () => body };
      },
      clock,
    });
    return new ChainHolder(createChainSigner({ key: privateKey, inner, clock, draw }), clock);
  }

  /** One signed request. */
  async sign(): Promise<IssuedToken> {
    const issuedAtSeconds = this.#clock.nowSeconds();
    const token = await this.#signer.sign({ htm: 'GET', htu: '/drill' });
    const [header = '', claims = ''] = token.split('.');
    const kid = kidOf(String(decode(header).jwc));
    this.#innerKid = kid;
    return { token, kid, issuedAtSeconds, expiresAtSeconds: Number(decode(claims).exp) };
  }

  /** An inner of a key that is no longer trusted is no use: the next one is asked for at once. */
  heardRefusal({ kid }: IssuedToken): void {
    if (kid === this.#innerKid) this.#signer.renew().catch(() => {});
  }

  close(): void {
    this.#signer.close();
  }
}

function kidOf(inner: string): string {
  return String(decode(inner.split('.')[0] ?? '').kid);
}

function decode(segment: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
}
