import type { Denylist } from '../denylist/denylist.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { TrustPath } from '../trust/trust-path.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import type { ChainSettings } from './chain-settings.js';
import { checkOuter } from './check-outer.js';
import { checkRevoked } from './check-revoked.js';
import type { InnerCache } from './inner-cache.js';
import type { InnerVerifier } from './inner-verifier.js';
import { readJwc } from './read-jwc.js';
import { refuseReplay } from './refuse-replay.js';
import type { ReplayMemory } from './replay-memory.js';
import type { TrustedInner } from './trusted-inner.js';

export interface ChainPathParts {
  readonly settings: IssuerSettings;
  readonly chain: ChainSettings;
  readonly inners: InnerVerifier;
  readonly cache: InnerCache;
  /** Of the verifier as a whole, beside the issuer's own. */
  readonly denylist: Denylist;
  /** Undefined: replays are not refused. */
  readonly replays: ReplayMemory | undefined;
}

/** The jwc path: the inner JWT is trusted by its issuer's key, the outer by the key that the inner names. */
export function createChainPath(parts: ChainPathParts): TrustPath<TrustedInner> {
  const { settings, chain, inners, cache, denylist, replays } = parts;
  const { leewaySeconds, futureToleranceSeconds: clockOffsetSeconds } = settings.times;

  const trustAnew = async (text: string, nowSeconds: number): Promise<TrustedInner> => {
    cache.drop(text);
    const trusted = await inners.verify(text, nowSeconds);
    cache.keep(text, path, trusted);
    return trusted;
  };
  const trust = (text: string, nowSeconds: number): TrustedInner | Promise<TrustedInner> => {
    const known = cache.get(text, path);
    if (known === undefined) return trustAnew(text, nowSeconds);
    const holds = inners.stillHolds(known, nowSeconds);
    if (holds === true) return known;
    if (holds === false) return trustAnew(text, nowSeconds);
    return holds.then((held) => (held ? known : trustAnew(text, nowSeconds)));
  };
  const path: TrustPath<TrustedInner> = {
    name: 'jwc',
    find(header, unverifiedClaims, nowSeconds) {
      const vouch = (trusted: TrustedInner): readonly TrustedInner[] => {
        checkRevoked(chain.denylist, trusted);
        checkRevoked(denylist, trusted);
        checkOuter(header, unverifiedClaims, trusted, chain, { nowSeconds, clockOffsetSeconds });
        return [trusted];
      };
      const trusted = trust(readJwc(header), nowSeconds);
      return trusted instanceof Promise ? trusted.then(vouch) : vouch(trusted);
    },
    // The inner names one key: there is no other to try.
    findAfterFailure: async () => undefined,
    conclude(outer, { inner }, nowSeconds) {
      const result = describeChain(outer, inner);
      const remembered = replays && refuseReplay(replays, outer, nowSeconds, leewaySeconds);
      return remembered instanceof Promise ? remembered.then(() => result) : result;
    },
    learn() {},
    describe: () => inners.describeKeys(),
  };
  return path;
}

/** The identity is the inner's, which its issuer wrote; what the holder wrote for this request stays apart. */
function describeChain(outer: VerifiedToken, inner: VerifiedToken): VerifiedToken {
  const { claims, header, kid, alg, keyThumbprint } = outer;
  return { ...inner, trustPath: 'jwc', outer: { claims, header, kid, alg, keyThumbprint } };
}
