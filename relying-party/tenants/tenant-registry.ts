import { canRefetch, fullBudget, type KidBudget, spendRefetch } from '../keys/kid-budget.js';
import { RecentKids } from '../keys/recent-kids.js';
import { codeOf } from '../keys/refresh-verdict.js';
import { createSteadyTime } from '../keys/steady-time.js';
import type { IssuerOptions } from '../options.js';
import { VerificationRejection } from '../rejection.js';
import type { IssuerSourceSite } from '../trust/issuer-source.js';
import type { IssuerParty } from '../trust/trust-path.js';
import { isSameOptions } from './is-same-options.js';
import { type OpenIssuer, openIssuer } from './open-issuer.js';
import { tenantLimits } from './tenant-limits.js';

/** The options of an issuer, or undefined for one that is none of ours. Nothing about the name is verified. */
export type TenantLookup = (
  unverifiedIssuer: string,
) => IssuerOptions | undefined | Promise<IssuerOptions | undefined>;

export interface TenantRules {
  readonly maxTenants: number;
  readonly tenantSeconds: number;
}

interface Tenant extends OpenIssuer {
  readonly options: IssuerOptions;
  askAgainAtSeconds: number;
  /** Beyond it the answer is not used at all. */
  usableUntilSeconds: number;
}

type Parties = readonly IssuerParty[] | undefined;

/** Tenants at hand, bounded; everything that a stranger's `iss` can cause is bounded too. */
export class TenantRegistry {
  readonly #lookup: TenantLookup;
  readonly #rules: TenantRules;
  readonly #site: IssuerSourceSite;
  readonly #now: () => number;
  /** The one that was asked for last stands last. */
  readonly #tenants = new Map<string, Tenant>();
  readonly #unknown = new RecentKids();
  readonly #lookups = new Map<string, Promise<Parties>>();
  #budget: KidBudget = fullBudget;
  #closed = false;

  constructor(lookup: TenantLookup, rules: TenantRules, site: IssuerSourceSite) {
    this.#lookup = lookup;
    this.#rules = rules;
    this.#site = site;
    this.#now = createSteadyTime(site.platform.clock);
  }

  /** @throws VerificationRejection issuers_unavailable. */
  find(unverifiedIssuer: string): Parties | Promise<Parties> {
    const now = this.#now();
    const tenant = this.#use(unverifiedIssuer);
    if (tenant === undefined) return this.#findNew(unverifiedIssuer, now);
    return now < tenant.askAgainAtSeconds ? tenant.parties : this.#ask(unverifiedIssuer);
  }

  /** Whether the application need not be asked before a token of this party is taken again. */
  holds(party: IssuerParty): boolean {
    const tenant = this.#use(party.settings.issuer);
    return tenant?.parties.includes(party) === true && this.#now() < tenant.askAgainAtSeconds;
  }

  #use(issuer: string): Tenant | undefined {
    const tenant = this.#tenants.get(issuer);
    if (tenant === undefined) return undefined;
    this.#tenants.delete(issuer);
    this.#tenants.set(issuer, tenant);
    return tenant;
  }

  tenants(): readonly Tenant[] {
    return [...this.#tenants.values()];
  }

  hintEpoch(issuer: string, epoch: number): void {
    this.#tenants.get(issuer)?.hintEpoch(epoch);
  }

  close(): void {
    this.#closed = true;
    for (const tenant of this.#tenants.values()) tenant.close();
  }

  #findNew(issuer: string, now: number): Parties | Promise<Parties> {
    if (now < this.#unknown.untilSeconds(issuer)) return undefined;
    if (this.#lookups.has(issuer)) return this.#ask(issuer);
    const mayBeUnknown = canRefetch(this.#budget, now, tenantLimits.unknownCooldownSeconds);
    if (!mayBeUnknown || this.#lookups.size >= tenantLimits.maxLookups)
      throw unavailable('Too many issuers that are not known are asked for.', undefined);
    return this.#ask(issuer);
  }

  #ask(issuer: string): Promise<Parties> {
    const asked = this.#lookups.get(issuer);
    if (asked !== undefined) return asked;
    const asking = this.#learn(issuer).finally(() => this.#lookups.delete(issuer));
    this.#lookups.set(issuer, asking);
    return asking;
  }

  async #learn(issuer: string): Promise<Parties> {
    try {
      const options = await this.#lookUp(issuer);
      return options === undefined ? this.#forget(issuer) : this.#adopt(issuer, options);
    } catch (failure) {
      this.#site.emit('issuers.failed', { issuer, reason: codeOf(failure) });
      const known = this.#tenants.get(issuer);
      const now = this.#now();
      if (known === undefined) this.#spend(now);
      if (known === undefined || now >= known.usableUntilSeconds)
        throw unavailable('The issuer cannot be looked up at the moment.', failure);
      known.askAgainAtSeconds = now + tenantLimits.retrySeconds;
      return known.parties;
    }
  }

  #lookUp(issuer: string): Promise<IssuerOptions | undefined> {
    const { clock } = this.#site.platform;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(tenantLimits.lookupDeadlineMilliseconds, () =>
        reject(unavailable('Looking the issuer up takes too long.', undefined)),
      );
      new Promise<IssuerOptions | undefined>((answer) => answer(this.#lookup(issuer)))
        .then(resolve, reject)
        .finally(cancel);
    });
  }

  #forget(issuer: string): undefined {
    const now = this.#now();
    this.#tenants.get(issuer)?.close();
    this.#tenants.delete(issuer);
    this.#unknown.remember(issuer, now + tenantLimits.unknownSeconds);
    this.#spend(now);
    return undefined;
  }

  #spend(now: number): void {
    this.#budget = spendRefetch(this.#budget, now, tenantLimits.unknownCooldownSeconds);
  }

  #adopt(issuer: string, options: IssuerOptions): readonly IssuerParty[] {
    const known = this.#tenants.get(issuer);
    const tenant = known && isSameOptions(known.options, options) ? known : this.#open(issuer, options);
    if (tenant !== known) known?.close();
    const now = this.#now();
    tenant.askAgainAtSeconds = now + this.#rules.tenantSeconds;
    tenant.usableUntilSeconds = tenant.askAgainAtSeconds + this.#site.settings.durations.staleIfErrorSeconds;
    this.#tenants.delete(issuer);
    this.#tenants.set(issuer, tenant);
    for (const [oldest, { close }] of this.#tenants) {
      if (this.#tenants.size <= this.#rules.maxTenants) break;
      this.#tenants.delete(oldest);
      close();
    }
    if (this.#closed) tenant.close();
    return tenant.parties;
  }

  #open(issuer: string, options: IssuerOptions): Tenant {
    const opened = openIssuer(options, `issuers(${JSON.stringify(issuer)})`, issuer, this.#site);
    return { ...opened, options, askAgainAtSeconds: 0, usableUntilSeconds: 0 };
  }
}

function unavailable(message: string, cause: unknown): VerificationRejection {
  const retryAfterSeconds = tenantLimits.retrySeconds;
  return new VerificationRejection('issuers_unavailable', message, { cause, retryAfterSeconds });
}
