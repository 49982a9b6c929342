import { VerificationRejection } from '../rejection.js';
import type { TokenProfile } from './profiles.js';
import type { JsonObject } from './strict-json.js';

/**
 * What a request showed of its sender: what the checks of `…/mtls` and `…/dpop` answer.
 */
export interface ShownHolder {
  /**
   * SHA-256 of the certificate's DER, base64url (RFC 8705 section 3.1), of a client that proved to hold its key in the
   * TLS handshake. Undefined: it sent none; left out: nobody looked.
   */
  readonly certificateThumbprint?: string | undefined;
  /**
   * RFC 7638 thumbprint, SHA-256, base64url, of the key that signed a DPoP proof for this very token (RFC 9449). Undefined:
   * none came.
   */
  readonly keyThumbprint?: string | undefined;
  /** Takes tokens without `cnf` too, where no proof of a key came. Default false. */
  readonly allowUnbound?: boolean;
}

/**
 * A token bound to a key (`cnf`, RFC 7800; `tjwk` of a chained JWT's inner) opens nothing as plain Bearer: who holds a
 * copy is not its owner. Every member of `cnf` must be shown; one that nobody checks is not (RFC 7800 section 3.1).
 * @throws VerificationRejection token_bound, token_unbound, mtls_certificate_missing, mtls_certificate_mismatch,
 * dpop_key_mismatch.
 */
export function checkBinding(
  unverifiedClaims: JsonObject,
  { isInner = false }: Pick<TokenProfile, 'isInner'> = {},
  shown?: ShownHolder,
): void {
  const { cnf, tjwk } = unverifiedClaims;
  if (tjwk !== undefined && !isInner) throw refuseBound();
  if (cnf !== undefined) checkConfirmation(cnf, shown ?? {});
  else if (shown !== undefined) checkUnbound(shown);
}

function checkUnbound({ allowUnbound, keyThumbprint }: ShownHolder): void {
  // A proof is for a token of its key (RFC 9449 section 7.1).
  if (allowUnbound !== true || keyThumbprint !== undefined)
    throw new VerificationRejection('token_unbound', 'The token is bound to nobody.');
}

function checkConfirmation(cnf: unknown, shown: ShownHolder): void {
  const members = typeof cnf === 'object' && cnf !== null ? Object.entries(cnf) : [];
  if (members.length === 0) throw refuseBound();
  for (const [method, value] of members) checkMember(method, value, shown);
  if (shown.keyThumbprint !== undefined && !members.some(([method]) => method === 'jkt'))
    throw new VerificationRejection('dpop_key_mismatch', 'The token is not bound to the key of the proof.');
}

function checkMember(method: string, value: unknown, shown: ShownHolder): void {
  if (method === 'x5t#S256' && Object.hasOwn(shown, 'certificateThumbprint'))
    checkCertificate(value, shown.certificateThumbprint);
  else if (method === 'jkt' && shown.keyThumbprint !== undefined) checkKey(value, shown.keyThumbprint);
  else throw refuseBound();
}

function checkCertificate(bound: unknown, shown: string | undefined): void {
  if (shown === undefined)
    throw new VerificationRejection(
      'mtls_certificate_missing',
      'The connection shows no client certificate.',
    );
  if (bound !== shown)
    throw new VerificationRejection(
      'mtls_certificate_mismatch',
      'The token is bound to another certificate.',
    );
}

function checkKey(bound: unknown, shown: string): void {
  if (bound !== shown)
    throw new VerificationRejection('dpop_key_mismatch', 'The token is bound to another key.');
}

function refuseBound(): VerificationRejection {
  return new VerificationRejection(
    'token_bound',
    'The token is bound to a key and came as plain Bearer, or bound in a way that is not checked here.',
  );
}
