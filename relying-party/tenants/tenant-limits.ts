/** Every number of issuers that are looked up. */
export const tenantLimits = {
  /** Tenants at hand; the one that was not asked for the longest goes first, with its keys. */
  maxTenants: 1000,
  mostTenants: 100_000,
  /** How long an answer is used before the application is asked again. */
  tenantSeconds: 300,
  mostTenantSeconds: 24 * 60 * 60,
  /** How long "no such tenant" is used: at most 256 of them are remembered. */
  unknownSeconds: 10,
  /** Once in so many seconds an answer may be "no such tenant", or none, five times at once; then nobody is asked. */
  unknownCooldownSeconds: 0.1,
  /** Questions under way. */
  maxLookups: 64,
  lookupDeadlineMilliseconds: 5000,
  /** After a question that failed, while the answer before is used on. */
  retrySeconds: 5,
} as const;
