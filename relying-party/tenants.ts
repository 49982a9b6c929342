import { OptionRefusal } from './options/option-refusal.js';
import { readBag, readSeconds } from './options/read-option.js';
import { selectTenant } from './tenants/select-tenant.js';
import { tenantLimits } from './tenants/tenant-limits.js';
import { type TenantLookup, TenantRegistry } from './tenants/tenant-registry.js';
import type { IssuerSource } from './trust/issuer-source.js';

export type { TenantLookup } from './tenants/tenant-registry.js';
export type { IssuerSource } from './trust/issuer-source.js';

export interface TenantsOptions {
  /** Tenants at hand, 1 to 100,000. The one that was not asked for the longest goes first, with its keys. Default 1000. */
  readonly maxTenants?: number;
  /** How long an answer is used before the function is asked again, seconds, 0 to 86,400. Default 300. */
  readonly tenantSeconds?: number;
}

/**
 * Issuers by a function of the application, for `createVerifier({ issuers: tenants((unverifiedIssuer) => …) })`. Each has
 * options of its own: trust path, algorithms, audience; and keys, budgets and caches of its own. The function is asked
 * before anything is verified, and nothing is fetched for an issuer that it does not know.
 * @param lookup an exact comparison: no prefix, no pattern (RFC 8725 section 3.8).
 * @throws OptionRefusal
 */
export function tenants(lookup: TenantLookup, options: TenantsOptions = {}): IssuerSource {
  if (typeof lookup !== 'function')
    throw new OptionRefusal('option_invalid', 'tenants', 'needs a function of the unverified issuer.');
  const { maxTenants, tenantSeconds } = readBag(options, 'tenants', ['maxTenants', 'tenantSeconds']);
  const { mostTenantSeconds, tenantSeconds: usualSeconds } = tenantLimits;
  const rules = {
    maxTenants: readCount(maxTenants),
    tenantSeconds: readSeconds(tenantSeconds, 'tenants.tenantSeconds', mostTenantSeconds, usualSeconds),
  };
  return {
    attach(site) {
      const registry = new TenantRegistry(lookup, rules, site);
      return {
        select: (header, claims, passage) => selectTenant(registry, site.attached, header, claims, passage),
        holds: (party) => registry.holds(party),
        parties: () => registry.tenants().flatMap(({ parties }) => parties),
        hintEpoch: (issuer, epoch) => registry.hintEpoch(issuer, epoch),
        close: () => registry.close(),
      };
    },
  };
}

function readCount(value: unknown): number {
  const { maxTenants, mostTenants } = tenantLimits;
  if (value === undefined) return maxTenants;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostTenants)
    return value;
  throw new OptionRefusal(
    'option_invalid',
    'tenants.maxTenants',
    `must be a whole number from 1 to ${mostTenants}.`,
  );
}
