import { emptyDenylist } from '../denylist/denylist.js';
import { FixedKeys } from '../keys/fixed-keys.js';
import type { KeySource, KeySourceStatus } from '../keys/key-source.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import { startPassage } from '../passage.js';
import { isRejection, VerificationRejection } from '../rejection.js';
import { createRememberedHeaders } from '../token/remembered-headers.js';
import { createDiscoveryPath } from '../trust/discovery-path.js';
import type { TrustPathSite } from '../trust/trust-path-plug.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { type VerifierParts, verifyToken } from '../verifier.js';
import type { ChainSettings } from './chain-settings.js';
import { checkLifetime } from './check-lifetime.js';
import { typedInner, untypedInner } from './inner-profile.js';
import { refuseInner } from './inner-refusal.js';
import { readTjwk } from './read-tjwk.js';
import type { TrustedInner } from './trusted-inner.js';

/** Verifies the inners of one issuer. */
export interface InnerVerifier {
  /** @throws VerificationRejection jwc_inner_*, jwc_nested, jwc_tjwk_*, keys_unavailable. */
  verify(unverifiedInner: string, nowSeconds: number): Promise<TrustedInner>;
  /** Whether what was found true before still is: it has not expired and its key has not left. At once, nearly always. */
  stillHolds(trusted: TrustedInner, nowSeconds: number): boolean | Promise<boolean>;
  describeKeys(): KeySourceStatus;
}

/** The engine that verifies every token verifies inners, as tokens of the discovery path with a profile of their own. */
export function createInnerVerifier(
  settings: IssuerSettings,
  chain: ChainSettings,
  site: TrustPathSite,
): InnerVerifier {
  const { signature, decodeBase64url: decode } = site.platform;
  const keys = openKeys(settings, chain, site);
  const party = { settings: settingsOfInner(settings, chain), trustPath: createDiscoveryPath(keys) };
  const parts: VerifierParts = {
    opened: { parties: new Map([[chain.innerIssuer, [party]]]), attached: new Map() },
    headers: createRememberedHeaders(decode),
    decode,
    signature,
    // What is denied is looked up for each outer, since an inner is judged once.
    denylist: emptyDenylist,
    sizes: settings.sizes,
  };
  return {
    async verify(unverifiedInner, nowSeconds) {
      const inner = await verifyByEngine(parts, unverifiedInner, nowSeconds);
      if (Object.hasOwn(inner.header, 'jwc'))
        throw new VerificationRejection('jwc_nested', 'The inner JWT carries a "jwc" of its own.');
      checkLifetime(inner.claims, nowSeconds, chain.maxInnerLifetimeSeconds, 'jwc_inner_lifetime_too_long');
      return { ...(await readTjwk(inner.claims, settings.algorithms, signature)), inner };
    },
    stillHolds({ inner }, nowSeconds) {
      const { exp } = inner.claims;
      if (!(typeof exp === 'number' && nowSeconds < exp + settings.times.leewaySeconds)) return false;
      const held = keys.find(inner.kid, inner.alg);
      const holds = (found: readonly { readonly thumbprint: string }[]) =>
        found.some(({ thumbprint }) => thumbprint === inner.keyThumbprint);
      // Whatever the trouble with the keys is, verifying anew will name it.
      return held instanceof Promise ? held.then(holds, () => false) : holds(held);
    },
    describeKeys: () => keys.describe(),
  };
}

async function verifyByEngine(
  parts: VerifierParts,
  unverifiedInner: string,
  nowSeconds: number,
): Promise<VerifiedToken> {
  try {
    return await verifyToken(parts, unverifiedInner, undefined, startPassage(nowSeconds));
  } catch (error) {
    throw isRejection(error) ? refuseInner(error) : error;
  }
}

function openKeys(settings: IssuerSettings, chain: ChainSettings, site: TrustPathSite): KeySource {
  const { innerIssuer: issuer, innerJwks: jwks } = chain;
  if (jwks === undefined) return site.keysOf(issuer, settings);
  const { signature } = site.platform;
  const algorithms = [...settings.algorithms];
  // Few keys, all trusted alike by configuration: a published inner may name none of them.
  const withoutKid = 'every-key';
  return new FixedKeys({ issuer, jwks, algorithms, signature, emit: site.emit, withoutKid });
}

function settingsOfInner(settings: IssuerSettings, chain: ChainSettings): IssuerSettings {
  return {
    ...settings,
    issuer: chain.innerIssuer,
    profile: chain.allowUntypedInner ? untypedInner : typedInner,
    times: { ...settings.times, maxLifetimeSeconds: undefined },
  };
}
