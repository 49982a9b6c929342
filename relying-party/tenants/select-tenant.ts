import type { Passage } from '../passage.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { JsonObject } from '../token/strict-json.js';
import type { OpenedParties } from '../trust/open-parties.js';
import { selectParty } from '../trust/select-party.js';
import type { IssuerParty } from '../trust/trust-path.js';
import type { TenantRegistry } from './tenant-registry.js';

type Parties = readonly IssuerParty[] | undefined;

/** An issuer that has to be looked up before the selection can go on. */
class Missing {
  readonly found: Promise<Parties>;
  readonly issuer: string;
  constructor(issuer: string, found: Promise<Parties>) {
    this.issuer = issuer;
    this.found = found;
  }
}

/** The one selection, over issuers that are looked up: a token names one by `iss`, and may name another by a plugged path. */
export function selectTenant(
  registry: TenantRegistry,
  attached: OpenedParties['attached'],
  header: UnverifiedHeader,
  claims: JsonObject,
  passage: Passage,
): IssuerParty | Promise<IssuerParty> {
  const looked = new Map<string, Parties>();
  const select = (): IssuerParty | Promise<IssuerParty> => {
    try {
      const get = (issuer: string): Parties => {
        if (looked.has(issuer)) return looked.get(issuer);
        const found = registry.find(issuer);
        if (found instanceof Promise) throw new Missing(issuer, found);
        return found;
      };
      return selectParty({ parties: { get }, attached }, header, claims, passage);
    } catch (missing) {
      if (!(missing instanceof Missing)) throw missing;
      return missing.found.then((parties) => {
        looked.set(missing.issuer, parties);
        return select();
      });
    }
  };
  return select();
}
