import type { EventChannel } from '../events.js';
import { OptionRefusal } from '../options/option-refusal.js';
import { anyIssuer, readIssuer } from '../options/read-issuer.js';
import type { VerifierSettings } from '../options/read-options.js';
import type { VerifierOptions } from '../options.js';
import { defaultSizes } from '../token/token-sizes.js';
import type { AttachedIssuers } from './issuer-source.js';
import { type OpenedParties, openParties } from './open-parties.js';
import { createSharedKeys } from './shared-keys.js';
import type { TrustPathPlug, TrustPathSite } from './trust-path-plug.js';

/** Connects a source of issuers with the verifier; undefined where issuers are listed. */
export function attachIssuers(
  issuers: VerifierOptions['issuers'],
  settings: VerifierSettings,
  plugs: readonly TrustPathPlug[],
  site: TrustPathSite,
  { attached }: OpenedParties,
  { emit }: Pick<EventChannel, 'emit'>,
): AttachedIssuers | undefined {
  if (!('attach' in issuers)) return undefined;
  const { durations, fetchRules } = settings;
  return issuers.attach({
    platform: site.platform,
    emit,
    attached,
    staleIfErrorSeconds: durations.verifier.staleIfErrorSeconds,
    readIssuer(options, at) {
      const issuer = readIssuer(options, at, durations, fetchRules.allowLoopback);
      if (issuer.issuer === anyIssuer)
        throw new OptionRefusal(
          'option_invalid',
          `${at}.issuer`,
          'may not be null where issuers are looked up.',
        );
      return issuer;
    },
    // A site of its own: what happens to one issuer's keys is no other's affair.
    open(issuerSettings) {
      const own = { ...settings, issuers: [issuerSettings] };
      const keys = createSharedKeys(own, site.platform, emit);
      const opened = openParties(plugs, { ...site, settings: own, keysOf: keys.keysOf });
      const parties = opened.parties.get(issuerSettings.issuer) ?? [];
      if (parties.some(({ settings: { sizes } }) => sizes.maxTokenBytes > defaultSizes.maxTokenBytes))
        throw new OptionRefusal(
          'option_unsupported',
          'x5c',
          'can raise sizes only where issuers are listed: a token is measured before anyone is looked up.',
        );
      return {
        parties,
        hintEpoch: (epoch) => keys.hintEpoch(issuerSettings.issuer, epoch),
        close: keys.close,
      };
    },
  });
}
