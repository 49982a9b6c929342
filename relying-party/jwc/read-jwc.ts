import { VerificationRejection } from '../rejection.js';
import type { UnverifiedHeader } from '../token/header.js';

/** The inner as it stands in the header. @throws VerificationRejection jwc_missing, jwc_malformed. */
export function readJwc({ members }: UnverifiedHeader): string {
  const { jwc } = members;
  if (jwc === undefined) throw new VerificationRejection('jwc_missing', 'The header carries no "jwc".');
  if (typeof jwc !== 'string')
    throw new VerificationRejection('jwc_malformed', 'The "jwc" of the header is not a string.');
  return jwc;
}
