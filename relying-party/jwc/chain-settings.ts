import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { Denylist } from '../denylist/denylist.js';
import { readDenylist } from '../denylist/read-denylist.js';
import { OptionRefusal } from '../options/option-refusal.js';
import { type IssuerSettings, readJwks } from '../options/read-issuer.js';
import {
  type OptionBag,
  readBag,
  readChoice,
  readFlag,
  readSeconds,
  readText,
} from '../options/read-option.js';
import { checkIssuerUrl } from '../options/read-url.js';
import { tokenProfiles } from '../token/profiles.js';
import { bindings } from './bindings.js';
import { chainLimits } from './chain-limits.js';
import type { BindingName, BindingRule } from './options.js';

/** One issuer's options of this path, checked and with every default filled in. */
export interface ChainSettings {
  readonly innerIssuer: string;
  /** Undefined: by the inner issuer's discovery. */
  readonly innerJwks: { readonly keys: readonly PublicJwk[] } | undefined;
  readonly isBound: BindingRule;
  readonly maxInnerLifetimeSeconds: number;
  readonly maxOuterLifetimeSeconds: number;
  readonly allowUntypedInner: boolean;
  readonly denylist: Denylist;
  readonly refuseReplays: boolean;
}

const known = [
  'innerJwks',
  'innerIssuer',
  'binding',
  'maxInnerLifetimeSeconds',
  'maxOuterLifetimeSeconds',
  'allowUntypedInner',
  'denylist',
  'refuseReplays',
] as const;

/** @throws OptionRefusal */
export function readChainSettings(
  value: unknown,
  at: string,
  settings: IssuerSettings,
  allowLoopback: boolean,
): ChainSettings {
  const bag = readBag(value ?? {}, at, known);
  refuseUnused(settings, at);
  const seconds = (name: 'maxInnerLifetimeSeconds' | 'maxOuterLifetimeSeconds') =>
    readSeconds(bag[name], `${at}.${name}`, Number.MAX_SAFE_INTEGER, chainLimits[name]);
  return {
    ...readInnerKeys(bag, at, settings.issuer, allowLoopback),
    isBound: readBinding(bag.binding, `${at}.binding`),
    maxInnerLifetimeSeconds: seconds('maxInnerLifetimeSeconds'),
    maxOuterLifetimeSeconds: seconds('maxOuterLifetimeSeconds'),
    allowUntypedInner: readFlag(bag.allowUntypedInner, `${at}.allowUntypedInner`),
    denylist: readDenylist(bag.denylist, `${at}.denylist`),
    refuseReplays: readFlag(bag.refuseReplays, `${at}.refuseReplays`),
  };
}

function readInnerKeys(bag: OptionBag, at: string, issuer: string, allowLoopback: boolean) {
  const { innerJwks, innerIssuer } = bag;
  if (innerJwks === undefined && innerIssuer === undefined)
    throw new OptionRefusal('option_missing', at, 'needs innerJwks, or innerIssuer to read their keys from.');
  const name = innerIssuer === undefined ? issuer : readText(innerIssuer, `${at}.innerIssuer`);
  if (innerJwks === undefined) checkIssuerUrl(name, `${at}.innerIssuer`, allowLoopback);
  return {
    innerIssuer: name,
    innerJwks: innerJwks === undefined ? undefined : readJwks(innerJwks, `${at}.innerJwks`),
  };
}

/** What would be said of other tokens of the issuer, where there are none, and silently do nothing here. */
function refuseUnused({ trustPaths, profile, times }: IssuerSettings, at: string): void {
  if (trustPaths.length > 1) return;
  if (times.maxLifetimeSeconds !== undefined)
    throw new OptionRefusal(
      'option_invalid',
      at,
      'has lifetimes of its own for inner and outer: leave out maxLifetimeSeconds.',
    );
  if (profile === tokenProfiles.idToken)
    throw new OptionRefusal('option_invalid', at, 'is not for ID tokens: leave out the profile.');
}

function readBinding(value: unknown, at: string): BindingRule {
  if (typeof value === 'function') return value as BindingRule;
  const names = Object.keys(bindings) as BindingName[];
  return bindings[value === undefined ? 'sub-equals-sub' : readChoice(value, at, names)].isBound;
}
