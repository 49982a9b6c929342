import type { DpopAuth, ShownProof } from '../binding/create-dpop-auth.js';
import type { CertificateSources, MtlsCheck } from '../binding/create-mtls-check.js';
import type { Verifier } from '../create-verifier.js';
import { isRejection } from '../rejection.js';
import type { ShownHolder } from '../token/check-binding.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { answerRejection, type ChallengeOptions, type HttpAnswer } from './answer.js';
import { type Credentials, readCredentials, type TokenRequest } from './read-credentials.js';
import { require } from './require.js';

export type Authentication =
  | { readonly accepted: true; readonly token: VerifiedToken }
  | { readonly accepted: false; readonly answer: HttpAnswer };

/** What every `bearerAuth` takes. */
export interface BearerOptions extends Omit<ChallengeOptions, 'dpop' | 'dpopNonce'> {
  /** Tokens must be bound to the client's certificate (RFC 8705): `createMtlsCheck` of `…/mtls`. Default: none may be. */
  readonly mtls?: MtlsCheck;
  /** Tokens must be bound to a key, of which a proof comes (RFC 9449): `createDpopAuth` of `…/dpop`. Default: none may be. */
  readonly dpop?: DpopAuth;
}

/** What every adapter does with a request: read the token, verify it, check its scope, or say what to answer. */
export async function authenticate(
  verifier: Pick<Verifier, 'verify'>,
  request: TokenRequest & CertificateSources,
  options: BearerOptions,
): Promise<Authentication> {
  const { dpop, scope } = options;
  try {
    const credentials = readCredentials(request, dpop === undefined ? ['bearer'] : ['dpop', 'bearer']);
    const proof = credentials.scheme === 'dpop' ? await dpop?.show(credentials.token, request) : undefined;
    const token = await verify(verifier, credentials, await shownBy(request, options, proof));
    if (scope !== undefined) require({ scope })(token);
    await proof?.spend();
    return { accepted: true, token };
  } catch (error) {
    if (!isRejection(error)) throw error;
    const dpopNonce = await dpop?.currentNonce();
    return { accepted: false, answer: answerRejection(error, { ...options, dpopNonce }) };
  }
}

function verify(
  verifier: Pick<Verifier, 'verify'>,
  { token }: Credentials,
  holder: ShownHolder | undefined,
): Promise<VerifiedToken> {
  return holder === undefined ? verifier.verify(token) : verifier.verify(token, { holder });
}

/** Of several ways to be bound that are looked for, one is enough; each that a token names must be shown. */
async function shownBy(
  request: CertificateSources,
  { mtls, dpop }: BearerOptions,
  proof: ShownProof | undefined,
): Promise<ShownHolder | undefined> {
  if (mtls === undefined && dpop === undefined) return undefined;
  const certificate = await mtls?.(request);
  const allowUnbound = certificate?.allowUnbound !== false && dpop?.allowBearer !== false;
  return { ...certificate, ...proof?.holder, allowUnbound };
}
