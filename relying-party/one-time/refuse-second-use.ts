import type { ReplayMemory } from '../jwc/replay-memory.js';
import { VerificationRejection } from '../rejection.js';
import { readNumericDate } from '../token/numeric-date.js';
import type { CheckedToken } from '../trust/further-check.js';
import { oneTimeLimits } from './one-time-limits.js';

/**
 * Lets a token through once, by its `iss` and `jti` (RFC 7519 section 4.1.7): its signature may be written in another way,
 * and it is still the same token. Of a chained JWT it is the outer that is used up. Only verified tokens come here, so
 * that a stranger's fill no memory.
 * @throws VerificationRejection claim_missing, claim_invalid, token_replayed; token_replays_unavailable (503) when it
 * cannot be remembered, since letting it through would let it through twice.
 */
export async function refuseSecondUse(
  memory: ReplayMemory,
  { verified, settings }: CheckedToken,
  nowSeconds: number,
): Promise<undefined> {
  const { claims } = verified.outer ?? verified;
  const { jti } = claims;
  const exp = readNumericDate(claims, 'exp');
  if (jti === undefined || exp === undefined)
    throw new VerificationRejection('claim_missing', 'A token for one use needs the claims "jti" and "exp".');
  if (typeof jti !== 'string' || jti === '' || jti.length > oneTimeLimits.maxJtiCharacters)
    throw new VerificationRejection(
      'claim_invalid',
      `The claim "jti" is no text of 1 to ${oneTimeLimits.maxJtiCharacters} characters.`,
    );
  const answer = await memory.remember({
    // Quoted, so that no issuer and no jti can imitate another pair.
    holder: JSON.stringify([verified.issuer, verified.outer?.keyThumbprint]),
    id: jti,
    untilSeconds: exp + settings.times.leewaySeconds,
    nowSeconds,
  });
  if (answer === 'new') return undefined;
  throw answer === 'seen'
    ? new VerificationRejection('token_replayed', 'The token was used before.')
    : new VerificationRejection('token_replays_unavailable', 'Tokens cannot be remembered at the moment.');
}
