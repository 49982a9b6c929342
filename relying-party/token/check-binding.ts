import { VerificationRejection } from '../rejection.js';
import type { TokenProfile } from './profiles.js';
import type { JsonObject } from './strict-json.js';

/** What the connection of a request showed of its sender: what the checks of `…/mtls` answer. */
export interface ShownHolder {
  /**
   * SHA-256 of the certificate's DER, base64url (RFC 8705 section 3.1), of a client that proved to hold its key in the
   * TLS handshake. Undefined: it sent none.
   */
  readonly certificateThumbprint: string | undefined;
  /** Takes tokens without `cnf` too. Default false. */
  readonly allowUnbound?: boolean;
}

/**
 * A token bound to a key (`cnf`, RFC 7800; `tjwk` of a chained JWT's inner) opens nothing as plain Bearer: who holds a
 * copy is not its owner. Every member of `cnf` must be shown; one that nobody checks is not (RFC 7800 section 3.1).
 * @throws VerificationRejection token_bound, token_unbound, mtls_certificate_missing, mtls_certificate_mismatch.
 */
export function checkBinding(
  unverifiedClaims: JsonObject,
  { isInner = false }: Pick<TokenProfile, 'isInner'> = {},
  shown?: ShownHolder,
): void {
  const { cnf, tjwk } = unverifiedClaims;
  if (tjwk !== undefined && !isInner) throw refuseBound();
  if (cnf !== undefined) checkConfirmation(cnf, shown);
  else if (shown !== undefined && shown.allowUnbound !== true)
    throw new VerificationRejection('token_unbound', 'The token is bound to no certificate.');
}

function checkConfirmation(cnf: unknown, shown: ShownHolder | undefined): void {
  const methods = typeof cnf === 'object' && cnf !== null ? Object.keys(cnf) : [];
  if (shown === undefined || methods.length !== 1 || methods[0] !== 'x5t#S256') throw refuseBound();
  if (shown.certificateThumbprint === undefined)
    throw new VerificationRejection(
      'mtls_certificate_missing',
      'The connection shows no client certificate.',
    );
  if ((cnf as JsonObject)['x5t#S256'] !== shown.certificateThumbprint)
    throw new VerificationRejection(
      'mtls_certificate_mismatch',
      'The token is bound to another certificate.',
    );
}

function refuseBound(): VerificationRejection {
  return new VerificationRejection(
    'token_bound',
    'The token is bound to a key and came as plain Bearer, or bound in a way that is not checked here.',
  );
}
