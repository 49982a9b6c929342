import { type Clock, systemClock } from '@keyturn/shared/clock';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { makeDpopProof } from '../binding/make-proof.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { ChainSignerError } from './chain-signer-error.js';
import { innerTokenType } from './inner-type.js';
import type { HolderKey } from './sign-compact.js';

/** How the client shows who it is, next to the proof of its key. */
export interface ClientAuthentication {
  /** Such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Such as `client_assertion` and `client_assertion_type`. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The part of `fetch` that is used. The platform's fits. */
export type Send = (
  url: string,
  request: {
    readonly method: 'POST';
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly redirect: 'error';
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

export interface InnerSourceOptions {
  /** The issuer's token endpoint, as its metadata says it. */
  readonly tokenEndpoint: string;
  /** The holder's private key. */
  readonly key: HolderKey;
  /** Its public half. */
  readonly jwk: PublicJwk;
  readonly alg: SignatureAlgorithm;
  /** Asked before each request, so that an assertion may be made for it. */
  readonly authenticate: () => ClientAuthentication | Promise<ClientAuthentication>;
  /** The service that the inner is for. Default: what the issuer gives. */
  readonly audience?: string;
  readonly scope?: string;
  /** Usually the platform's `fetch`. */
  readonly send: Send;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * Asks a token endpoint for inners: `inner` of `createChainSigner`. The server's nonce is kept and used, and where it has
 * changed the request is made once more (RFC 9449 section 8). Rejects with ChainSignerError `inner_refused`, or with
 * whatever `send` rejects with.
 */
export function createInnerSource(options: InnerSourceOptions): () => Promise<string> {
  const { tokenEndpoint: url, clock = systemClock, send } = options;
  let nonce: string | undefined;
  const ask = async () => {
    const { headers = {}, form = {} } = await options.authenticate();
    const proof = await makeDpopProof({
      ...options,
      method: 'POST',
      url,
      nonce,
      nowSeconds: clock.nowSeconds(),
    });
    const answer = await send(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', dpop: proof },
      body: writeForm(options, form),
      // A redirect would carry the client's credentials elsewhere.
      redirect: 'error',
    });
    nonce = answer.headers.get('dpop-nonce') ?? nonce;
    return { status: answer.status, body: readObject(await answer.text()) };
  };
  return async () => {
    const first = await ask();
    const { status, body } = first.body.error === 'use_dpop_nonce' ? await ask() : first;
    const { access_token: inner, issued_token_type: type } = body;
    if (status === 200 && typeof inner === 'string' && type === innerTokenType) return inner;
    throw new ChainSignerError(
      'inner_refused',
      `The issuer gave no inner JWT: ${status} ${sayCode(body.error)}`,
    );
  };
}

function writeForm({ audience, scope }: InnerSourceOptions, form: Readonly<Record<string, string>>): string {
  return new URLSearchParams({
    grant_type: 'client_credentials',
    requested_token_type: innerTokenType,
    ...(audience === undefined ? {} : { audience }),
    ...(scope === undefined ? {} : { scope }),
    ...form,
  }).toString();
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A code of RFC 6749 and nothing longer: who answers may not be the issuer. */
function sayCode(error: unknown): string {
  return typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'without a code';
}
