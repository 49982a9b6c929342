import { OptionRefusal } from '../options/option-refusal.js';
import type { IssuerSettings } from '../options/read-issuer.js';
import type { Passage } from '../passage.js';
import type { TrustPathSite } from './trust-path-plug.js';
import type { VerifiedToken } from './verified-token.js';

/** In the order in which they are made: the one that uses a token up comes last. */
const furtherCheckOrder = ['introspection', 'replay'] as const;

export type FurtherCheckName = (typeof furtherCheckOrder)[number];

/** A check beyond the token itself, as `createVerifier` takes it in `furtherChecks`. */
export interface FurtherCheckPlug {
  readonly name: FurtherCheckName;
  /** Once for each verifier: what it answers may keep state. */
  attach(site: FurtherCheckSite): FurtherCheck;
}

export type FurtherCheckSite = Pick<TrustPathSite, 'platform' | 'settings' | 'emit'>;

/**
 * Comes after every other check, and each time a token comes, what was seen before included: it can refuse and never
 * accept.
 * @throws VerificationRejection
 */
export type FurtherCheck = (checked: CheckedToken, nowSeconds: number) => undefined | Promise<undefined>;

export interface CheckedToken {
  readonly token: string;
  readonly verified: VerifiedToken;
  readonly settings: IssuerSettings;
}

export type FurtherChecks = (checked: CheckedToken, passage: Passage) => Promise<void>;

/** The option `furtherChecks`; undefined where there is none. @throws OptionRefusal */
export function openFurtherChecks(value: unknown, site: FurtherCheckSite): FurtherChecks | undefined {
  if (value === undefined) return undefined;
  const isPlug = (plug: unknown): plug is FurtherCheckPlug =>
    typeof plug === 'object' && plug !== null && 'name' in plug && 'attach' in plug;
  if (!Array.isArray(value) || !value.every(isPlug))
    throw new OptionRefusal('option_invalid', 'furtherChecks', 'must be a list, such as [oneTimeTokens()].');
  if (new Set(value.map(({ name }) => name)).size < value.length)
    throw new OptionRefusal('option_invalid', 'furtherChecks', 'has a check twice.');
  const attached = furtherCheckOrder.flatMap((name) =>
    value.filter((plug) => plug.name === name).map((plug) => ({ name, check: plug.attach(site) })),
  );
  return async (checked, passage) => {
    for (const { name, check } of attached) {
      passage.check = name;
      await check(checked, passage.nowSeconds);
    }
  };
}
