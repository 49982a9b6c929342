import { OptionRefusal } from './options/option-refusal.js';
import { anyIssuer, type IssuerSettings } from './options/read-issuer.js';
import { canonicalAlgorithm } from './signature/algorithms.js';
import { tokenProfiles } from './token/profiles.js';
import type { TrustPath } from './trust/trust-path.js';
import type { TrustPathPlug } from './trust/trust-path-plug.js';
import { createCertificatePath } from './x5c/certificate-path.js';
import { createChainCache } from './x5c/chain-cache.js';
import { createKnownCertificates } from './x5c/known-certificates.js';
import { readX5cBag, readX5cSettings, type X5cSettings } from './x5c/settings.js';
import { openSources } from './x5c/trust-sources.js';

export { drawChain } from './x5c/draw-chain.js';
export type { MarkerExtensions, X5cBinding, X5cDenylist, X5cOptions } from './x5c/options.js';
export type { X5cProfileName } from './x5c/profiles.js';
export type { DescribedCertificate } from './x509/described-certificate.js';
export type { PurposeName } from './x509/object-identifiers.js';

/**
 * The x5c trust path (certificates in tokens) for `createVerifier({ trustPaths: [x5c()], … })`: a token carries the
 * certificate of its key, which must lead to a configured anchor by RFC 5280. Nothing is ever fetched. Node only.
 */
export function x5c(): TrustPathPlug {
  return {
    name: 'x5c',
    attach({ platform, settings: { denylist }, emit }) {
      let takesAnyIssuer = false;
      return {
        open(options, at, settings) {
          refuseIdTokens(settings, at);
          takesAnyIssuer ||= settings.issuer === anyIssuer;
          const bag = readX5cBag(options, at);
          const own = readX5cSettings(bag, at, settings.issuer !== anyIssuer);
          const sources = openSources(bag, at, {
            clock: platform.clock,
            // The option that names the file is the reason.
            onFailure: (reason, failure) =>
              emit('refresh.failed', { issuer: settings.issuer, reason, ...failure }),
          });
          const trustPath = createCertificatePath({
            settings: own,
            issuer: settings.issuer,
            sources,
            cache: createChainCache(),
            authorities: createKnownCertificates(),
            signature: platform.signature,
            denylist,
          });
          return { settings: adaptSettings(settings, own), trustPath: trustPath as TrustPath };
        },
        unverifiedIssuerOf: () => (takesAnyIssuer ? anyIssuer : undefined),
      };
    },
  };
}

/** OpenID Connect Core 1.0 section 2: `x5c` and its kin SHOULD NOT be used in ID tokens. */
function refuseIdTokens({ profile }: IssuerSettings, at: string): void {
  if (profile === tokenProfiles.idToken)
    throw new OptionRefusal(
      'option_invalid',
      at,
      'is not for ID tokens (OpenID Connect Core 1.0 section 2).',
    );
}

function adaptSettings(settings: IssuerSettings, own: X5cSettings): IssuerSettings {
  const used = own.algorithms?.map(canonicalAlgorithm);
  return {
    ...settings,
    algorithms: new Set([...settings.algorithms].filter((alg) => used?.includes(alg) ?? true)),
    times: { ...settings.times, allowsMissingExpiry: own.allowMissingExpiry },
    sizes: { maxTokenBytes: own.maxTokenBytes, maxHeaderBytes: own.maxHeaderBytes },
  };
}
