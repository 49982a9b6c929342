import { OptionRefusal } from '../options/option-refusal.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { PluggedPathName } from '../rejection.js';
import { createDiscoveryPath } from './discovery-path.js';
import type { IssuerParty } from './trust-path.js';
import type { AttachedPath, TrustPathPlug, TrustPathSite } from './trust-path-plug.js';

/** The configured issuers with their paths, and the plugged paths for themselves. */
export interface OpenedParties {
  /** By exact `iss`; one party for each path of the issuer. */
  readonly parties: ReadonlyMap<string, readonly IssuerParty[]>;
  readonly attached: ReadonlyMap<PluggedPathName, AttachedPath>;
}

/** Opens every path of every issuer. @throws OptionRefusal for a path that is wanted and not plugged in. */
export function openParties(plugs: readonly TrustPathPlug[], site: TrustPathSite): OpenedParties {
  const attached = new Map(plugs.map((plug) => [plug.name, plug.attach(site)]));
  const open = (settings: IssuerSettings, index: number): readonly IssuerParty[] =>
    settings.trustPaths.map((name) => {
      const { issuer } = settings;
      if (name === 'discovery')
        return { settings, trustPath: createDiscoveryPath(site.keysOf(issuer, settings)) };
      const path = attached.get(name);
      if (path === undefined) throw refuseUnplugged(name, `issuers[${index}].trustPath`);
      return path.open(settings.pathOptions[name], `issuers[${index}].${name}`, settings);
    });
  return {
    parties: new Map(site.settings.issuers.map((settings, at) => [settings.issuer, open(settings, at)])),
    attached,
  };
}

function refuseUnplugged(name: PluggedPathName, at: string): OptionRefusal {
  return new OptionRefusal(
    'option_unsupported',
    at,
    `"${name}" is not plugged in: import { ${name} } from '@keyturn/relying-party/${name}' and give createVerifier trustPaths: [${name}()].`,
  );
}
