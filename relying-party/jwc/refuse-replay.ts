import { VerificationRejection } from '../rejection.js';
import { readNumericDate } from '../token/numeric-date.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { chainLimits } from './chain-limits.js';
import type { ReplayAnswer, ReplayMemory } from './replay-memory.js';

/**
 * Lets an outer through once. Of verified outers only: a stranger's fill no memory.
 * @throws VerificationRejection jwc_replay_id_missing, jwc_replayed; jwc_replays_unavailable (503) when it cannot be
 * remembered, since letting it through would let it through twice.
 */
export function refuseReplay(
  memory: ReplayMemory,
  outer: Pick<VerifiedToken, 'claims' | 'header' | 'keyThumbprint'>,
  nowSeconds: number,
  leewaySeconds: number,
): undefined | Promise<undefined> {
  const id = outer.claims.jti ?? outer.header.nonce;
  if (typeof id !== 'string' || id === '' || id.length > chainLimits.maxReplayIdCharacters)
    throw new VerificationRejection('jwc_replay_id_missing', 'The outer JWT has no usable "jti" or "nonce".');
  const untilSeconds = (readNumericDate(outer.claims, 'exp') ?? nowSeconds) + leewaySeconds;
  const answer = memory.remember({ holder: outer.keyThumbprint, id, untilSeconds, nowSeconds });
  return answer instanceof Promise ? answer.then(judge) : judge(answer);
}

function judge(answer: ReplayAnswer): undefined {
  if (answer === 'new') return undefined;
  throw answer === 'seen'
    ? new VerificationRejection('jwc_replayed', 'The outer JWT was used before.')
    : new VerificationRejection('jwc_replays_unavailable', 'Requests cannot be remembered at the moment.');
}
