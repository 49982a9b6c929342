import type { CertificateSources, MtlsCheck } from '../binding/create-mtls-check.js';
import type { Verifier } from '../create-verifier.js';
import { isRejection } from '../rejection.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { answerRejection, type ChallengeOptions, type HttpAnswer } from './answer.js';
import { type BearerRequest, readBearer } from './read-bearer.js';
import { require } from './require.js';

export type Authentication =
  | { readonly accepted: true; readonly token: VerifiedToken }
  | { readonly accepted: false; readonly answer: HttpAnswer };

/** What every `bearerAuth` takes. */
export interface BearerOptions extends ChallengeOptions {
  /** Tokens must be bound to the client's certificate (RFC 8705): `createMtlsCheck` of `…/mtls`. Default: none may be. */
  readonly mtls?: MtlsCheck;
}

/** What every adapter does with a request: read the token, verify it, check its scope, or say what to answer. */
export async function authenticate(
  verifier: Pick<Verifier, 'verify'>,
  request: BearerRequest & CertificateSources,
  options: BearerOptions,
): Promise<Authentication> {
  try {
    const bearer = readBearer(request);
    const token = await (options.mtls === undefined
      ? verifier.verify(bearer)
      : verifier.verify(bearer, { holder: await options.mtls(request) }));
    if (options.scope !== undefined) require({ scope: options.scope })(token);
    return { accepted: true, token };
  } catch (error) {
    if (!isRejection(error)) throw error;
    return { accepted: false, answer: answerRejection(error, options) };
  }
}
