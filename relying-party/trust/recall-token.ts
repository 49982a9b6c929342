import { type Denylist, refuseDenied } from '../denylist/denylist.js';
import type { Passage } from '../passage.js';
import type { VerificationKey } from '../signature/seam.js';
import { checkBinding, type ShownHolder } from '../token/check-binding.js';
import { checkTimes } from '../token/check-times.js';
import type { RememberedToken, TokenCache } from './token-cache.js';
import type { VerifiedToken } from './verified-token.js';

type Recalled = VerifiedToken | undefined;

/**
 * A token that was verified before, asked all that may have changed since: the time, who sends it, its key by its trust
 * path (which looks at the key set, the chain or the inner as they are now), revocation, and the path's own conclusion.
 * What cannot change is not asked: the text is the same to the character.
 * @returns undefined where the key is no longer among the candidates: the token is then verified anew.
 * @throws VerificationRejection as for a token that comes first.
 */
export function recallToken(
  cache: TokenCache,
  denylist: Denylist,
  remembered: RememberedToken,
  passage: Passage,
  shown: ShownHolder | undefined,
): Recalled | Promise<Recalled> {
  const { token, header, verified, party } = remembered;
  const { settings, trustPath } = party;
  passage.kid = header.kid;
  passage.issuer = settings.issuer;
  passage.path = trustPath;
  try {
    checkTimes(verified.claims, passage.nowSeconds, settings.times);
  } catch (refusal) {
    cache.drop(token);
    throw refusal;
  }
  checkBinding(verified.claims, settings.profile, shown);
  const found = trustPath.find(header, verified.claims, passage.nowSeconds);
  return found instanceof Promise
    ? found.then((candidates) => conclude(cache, denylist, remembered, passage, candidates))
    : conclude(cache, denylist, remembered, passage, found);
}

function conclude(
  cache: TokenCache,
  denylist: Denylist,
  { token, header, verified, party: { trustPath } }: RememberedToken,
  { nowSeconds }: Passage,
  candidates: readonly VerificationKey[],
): Recalled | Promise<Recalled> {
  for (const key of candidates) {
    if (key.thumbprint !== verified.keyThumbprint || key.alg !== verified.alg) continue;
    refuseDenied(denylist, verified);
    trustPath.learn(header);
    return trustPath.conclude?.(verified, key, nowSeconds) ?? verified;
  }
  cache.drop(token);
  return undefined;
}
