import { OptionRefusal } from '../options/option-refusal.js';
import { anyIssuer, type IssuerSettings, readIssuer } from '../options/read-issuer.js';
import { defaultSizes } from '../token/token-sizes.js';
import type { IssuerSourceSite } from '../trust/issuer-source.js';
import { openParties } from '../trust/open-parties.js';
import { createSharedKeys } from '../trust/shared-keys.js';
import type { IssuerParty } from '../trust/trust-path.js';

/** One issuer that was looked up. */
export interface OpenIssuer {
  readonly parties: readonly IssuerParty[];
  hintEpoch(epoch: number): void;
  close(): void;
}

/** Opens an issuer with keys, budgets and caches of its own. @throws OptionRefusal */
export function openIssuer(options: unknown, at: string, issuer: string, site: IssuerSourceSite): OpenIssuer {
  const settings = readTenant(options, at, issuer, site);
  // A site of its own: what happens to one issuer's keys is no other's affair.
  const own = { ...site.settings, issuers: [settings] };
  const keys = createSharedKeys(own, site.platform, site.emit);
  const opened = openParties(site.plugs, { ...site, settings: own, keysOf: keys.keysOf });
  const parties = opened.parties.get(issuer) ?? [];
  if (parties.some(({ settings: { sizes } }) => sizes.maxTokenBytes > defaultSizes.maxTokenBytes))
    throw new OptionRefusal(
      'option_unsupported',
      'x5c',
      'can raise sizes only where issuers are listed: a token is measured before anyone is looked up.',
    );
  return {
    parties,
    hintEpoch: (epoch) => keys.hintEpoch(issuer, epoch),
    close: keys.close,
  };
}

function readTenant(
  options: unknown,
  at: string,
  issuer: string,
  { settings: { durations, fetchRules } }: IssuerSourceSite,
): IssuerSettings {
  const settings = readIssuer(options, at, durations, fetchRules.allowLoopback);
  if (settings.issuer === anyIssuer)
    throw new OptionRefusal('option_invalid', `${at}.issuer`, 'may not be null where issuers are looked up.');
  if (settings.issuer !== issuer)
    throw new OptionRefusal('option_invalid', `${at}.issuer`, 'is not the issuer that was asked for.');
  return settings;
}
