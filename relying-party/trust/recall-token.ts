import { type Denylist, refuseDenied } from '../denylist/denylist.js';
import type { Passage } from '../passage.js';
import type { VerificationKey } from '../signature/seam.js';
import { checkTimes } from '../token/check-times.js';
import type { RememberedToken, TokenCache } from './token-cache.js';
import type { VerifiedToken } from './verified-token.js';

type Recalled = VerifiedToken | undefined;

/**
 * A token that was verified before, asked all that may have changed since: the time, its key by its trust path (which
 * looks at the key set, the chain or the inner as they are now), revocation, and the path's own conclusion. What cannot
 * change is not asked: the text is the same to the character.
 * @returns undefined where the key is no longer among the candidates: the token is then verified anew.
 * @throws VerificationRejection as for a token that comes first.
 */
export function recallToken(
  cache: TokenCache,
  denylist: Denylist,
  token: string,
  remembered: RememberedToken,
  passage: Passage,
): Recalled | Promise<Recalled> {
  const { header, verified, party } = remembered;
  const { settings, trustPath } = party;
  const { nowSeconds } = passage;
  passage.kid = header.kid;
  passage.issuer = settings.issuer;
  passage.path = trustPath;
  const conclude = (candidates: readonly VerificationKey[]): Recalled | Promise<Recalled> => {
    const key = candidates.find(
      ({ thumbprint, alg }) => thumbprint === verified.keyThumbprint && alg === verified.alg,
    );
    if (key === undefined) {
      cache.drop(token);
      return undefined;
    }
    refuseDenied(denylist, verified);
    trustPath.learn(header);
    return trustPath.conclude?.(verified, key, nowSeconds) ?? verified;
  };
  try {
    checkTimes(verified.claims, nowSeconds, settings.times);
  } catch (refusal) {
    cache.drop(token);
    throw refusal;
  }
  const found = trustPath.find(header, verified.claims, nowSeconds);
  return found instanceof Promise ? found.then(conclude) : conclude(found);
}
