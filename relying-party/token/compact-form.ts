import { VerificationRejection } from '../rejection.js';
import { defaultSizes, type TokenSizes } from './token-sizes.js';

/** A compact JWS taken apart (RFC 7515 section 7.1). Nothing in it is decoded or believed. */
export interface UnverifiedForm {
  readonly headerSegment: string;
  readonly payloadSegment: string;
  readonly signatureSegment: string;
  /** Header and payload with their dot: what was signed. */
  readonly signingInput: string;
}

/**
 * Shape and size, before anything is decoded.
 * @throws VerificationRejection token_missing, token_malformed, token_too_large, header_too_large, jwe_not_supported.
 */
export function readCompactForm(unverifiedToken: unknown, sizes: TokenSizes = defaultSizes): UnverifiedForm {
  if (unverifiedToken === undefined || unverifiedToken === null || unverifiedToken === '')
    throw new VerificationRejection('token_missing', 'There is no token.');
  if (typeof unverifiedToken !== 'string')
    throw new VerificationRejection('token_malformed', 'The token is not a string.');
  checkTokenSize(unverifiedToken.length, sizes);
  const firstDot = unverifiedToken.indexOf('.');
  const secondDot = unverifiedToken.indexOf('.', firstDot + 1);
  if (firstDot <= 0 || secondDot < 0 || unverifiedToken.indexOf('.', secondDot + 1) >= 0)
    throw refuseShape(unverifiedToken);
  checkHeaderSize(firstDot, sizes);
  return {
    headerSegment: unverifiedToken.slice(0, firstDot),
    payloadSegment: unverifiedToken.slice(firstDot + 1, secondDot),
    signatureSegment: unverifiedToken.slice(secondDot + 1),
    signingInput: unverifiedToken.slice(0, secondDot),
  };
}

/**
 * The sizes of one issuer, once it is known whose token it is: another issuer may allow more.
 * @throws VerificationRejection token_too_large, header_too_large.
 */
export function checkSizes(form: UnverifiedForm, sizes: TokenSizes): void {
  checkTokenSize(form.signingInput.length + 1 + form.signatureSegment.length, sizes);
  checkHeaderSize(form.headerSegment.length, sizes);
}

function checkTokenSize(bytes: number, { maxTokenBytes }: TokenSizes): void {
  if (bytes > maxTokenBytes)
    throw new VerificationRejection('token_too_large', `The token is over ${maxTokenBytes} bytes.`);
}

function checkHeaderSize(bytes: number, { maxHeaderBytes }: TokenSizes): void {
  if (bytes > maxHeaderBytes)
    throw new VerificationRejection('header_too_large', `The header is over ${maxHeaderBytes} bytes.`);
}

function refuseShape(unverifiedToken: string): VerificationRejection {
  if (unverifiedToken.split('.', 6).length === 5)
    return new VerificationRejection(
      'jwe_not_supported',
      'The token is encrypted (JWE), which is not supported.',
    );
  return new VerificationRejection('token_malformed', 'The token does not have three segments.');
}
