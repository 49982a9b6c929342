import { chainLimits } from './jwc/chain-limits.js';
import { createChainPath } from './jwc/chain-path.js';
import { readChainSettings } from './jwc/chain-settings.js';
import { createInnerCache } from './jwc/inner-cache.js';
import { createInnerVerifier } from './jwc/inner-verifier.js';
import { createReplayMemory, type ReplayMemory } from './jwc/replay-memory.js';
import { readUnverifiedIssuer } from './jwc/unverified-issuer.js';
import { tokenProfiles } from './token/profiles.js';
import type { TrustPathPlug } from './trust/trust-path-plug.js';

export type { DeniedNames } from './denylist/options.js';
export { chainjwtForm } from './jwc/chain-limits.js';
export { type ChainSigner, type ChainSignerOptions, createChainSigner } from './jwc/chain-signer.js';
export { ChainSignerError, type ChainSignerErrorCode } from './jwc/chain-signer-error.js';
export type { RenewalStatus } from './jwc/inner-renewal.js';
export {
  type ClientAuthentication,
  createInnerSource,
  type InnerSourceOptions,
  type Send,
} from './jwc/inner-source.js';
export { innerTokenType, innerType } from './jwc/inner-type.js';
export type {
  BindingName,
  BindingRule,
  JwcDenylist,
  JwcOptions,
} from './jwc/options.js';
export type { ReplayAnswer, ReplayMemory, SeenOuter } from './jwc/replay-memory.js';
export { type ClaimOnce, createSharedReplayMemory } from './jwc/shared-replay-memory.js';
export type { HolderKey } from './jwc/sign-compact.js';

/** What belongs to the path as a whole and not to one issuer. */
export interface JwcPlugOptions {
  /** Where outers are remembered, for issuers with `refuseReplays`. Default: the process's memory, bounded. */
  readonly replayMemory?: ReplayMemory;
  /** Validated inners that are kept, at most. Default 1000. */
  readonly maxCachedInners?: number;
}

/**
 * The jwc trust path (chained JWTs) for `createVerifier({ trustPaths: [jwc()], … })`: a token carries in its header the
 * inner JWT whose claim `tjwk` is the key that signed it. Nothing is fetched where inners are trusted by static keys.
 */
export function jwc({ replayMemory, maxCachedInners }: JwcPlugOptions = {}): TrustPathPlug {
  return {
    name: 'jwc',
    attach(site) {
      const cache = createInnerCache(maxCachedInners ?? chainLimits.maxCachedInners);
      const replays = replayMemory ?? createReplayMemory();
      const { decodeBase64url } = site.platform;
      return {
        open(options, at, settings) {
          const chain = readChainSettings(options, at, settings, site.settings.fetchRules.allowLoopback);
          // Of the outer nobody but its holder says anything: it has no profile beyond RFC 7519.
          const times = { ...settings.times, maxLifetimeSeconds: undefined };
          const outerSettings = { ...settings, profile: tokenProfiles.anyJwt, times };
          const inners = createInnerVerifier(settings, chain, site);
          const trustPath = createChainPath({
            settings: outerSettings,
            chain,
            inners,
            cache,
            denylist: site.settings.denylist,
            replays: chain.refuseReplays ? replays : undefined,
          });
          return { settings: outerSettings, trustPath };
        },
        unverifiedIssuerOf: (header) => readUnverifiedIssuer(header, cache, decodeBase64url),
      };
    },
  };
}
