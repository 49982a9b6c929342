import type { Clock } from '@keyturn/shared/clock';
import { type ProfileName, type VerifierProfile, verifierProfiles } from '@keyturn/shared/verifier-profiles';
import type { Denylist } from '../denylist/denylist.js';
import { readDenylist } from '../denylist/read-denylist.js';
import type { FetchRules } from '../fetch/door.js';
import { limits } from '../limits.js';
import { type KeySetStore, readKeySetStore } from '../trust/key-set-store.js';
import type { WaitUntil } from '../wait-until.js';
import { OptionRefusal } from './option-refusal.js';
import { anyIssuer, type IssuerSettings, readIssuer } from './read-issuer.js';
import { type OptionBag, readBag, readChoice, readFlag, readTexts } from './read-option.js';
import { readTokenCache } from './read-token-cache.js';

/** The verifier's options, checked and with every default filled in. */
export interface VerifierSettings {
  /** None where they are looked up. */
  readonly issuers: readonly IssuerSettings[];
  readonly fetchRules: FetchRules;
  readonly denylist: Denylist;
  /** How many verified tokens are remembered; undefined for none. */
  readonly maxRememberedTokens: number | undefined;
  readonly keySetStore: KeySetStore | undefined;
  readonly durations: VerifierProfile;
  readonly clock: Clock | undefined;
  readonly waitUntil: WaitUntil | undefined;
}

const known = [
  'issuers',
  'trustPaths',
  'furtherChecks',
  'keySetStore',
  'denylist',
  'tokenCache',
  'allowLoopback',
  'allowPrivateNetwork',
  'tlsCa',
  'addressCheck',
  'durations',
  'clock',
  'waitUntil',
] as const;

/**
 * Checks what was given, of any type: options also come from JSON files. Pure.
 * @throws OptionRefusal with the option's place.
 */
export function readOptions(value: unknown): VerifierSettings {
  const bag = readBag(value, 'options', known);
  const names = Object.keys(verifierProfiles) as ProfileName[];
  const durations =
    verifierProfiles[bag.durations === undefined ? 'default' : readChoice(bag.durations, 'durations', names)];
  const fetchRules = readFetchRules(bag, durations);
  return {
    issuers: readIssuers(bag.issuers, durations, fetchRules.allowLoopback),
    fetchRules,
    denylist: readDenylist(bag.denylist, 'denylist'),
    maxRememberedTokens: readTokenCache(bag.tokenCache, 'tokenCache'),
    keySetStore: readKeySetStore(bag.keySetStore),
    durations,
    clock: readClock(bag.clock),
    waitUntil: readWaitUntil(bag.waitUntil),
  };
}

function readIssuers(
  value: unknown,
  durations: VerifierProfile,
  allowLoopback: boolean,
): readonly IssuerSettings[] {
  if (value === undefined) throw new OptionRefusal('option_missing', 'issuers', 'must be given.');
  // Attached by itself.
  if (typeof value === 'object' && value !== null && 'attach' in value) return [];
  if (typeof value === 'function')
    throw new OptionRefusal(
      'option_invalid',
      'issuers',
      "takes a function by tenants(…) of '@keyturn/relying-party/tenants', which bounds what strangers can ask.",
    );
  if (!Array.isArray(value) || value.length === 0)
    throw new OptionRefusal('option_invalid', 'issuers', 'must be a list with at least one issuer.');
  const issuers = value.map((issuer, at) => readIssuer(issuer, `issuers[${at}]`, durations, allowLoopback));
  if (issuers.length > 1 && issuers.some(({ issuer }) => issuer === anyIssuer))
    throw new OptionRefusal(
      'option_invalid',
      'issuers',
      'may have no other entry beside one with issuer null.',
    );
  const seen = new Set<string>();
  for (const [at, { issuer }] of issuers.entries()) {
    if (seen.has(issuer))
      throw new OptionRefusal('option_invalid', `issuers[${at}].issuer`, 'is given twice.');
    seen.add(issuer);
  }
  return issuers;
}

function readFetchRules(
  { allowLoopback, allowPrivateNetwork, tlsCa, addressCheck }: OptionBag,
  { fetchDeadlineSeconds }: VerifierProfile,
): FetchRules {
  return {
    allowLoopback: readFlag(allowLoopback, 'allowLoopback'),
    allowPrivateNetwork: readFlag(allowPrivateNetwork, 'allowPrivateNetwork'),
    tlsCa: tlsCa === undefined ? undefined : readTexts(tlsCa, 'tlsCa'),
    deadlineMilliseconds: fetchDeadlineSeconds * 1000,
    maxBodyBytes: limits.maxFetchBodyBytes,
    addressCheck:
      addressCheck === undefined ? undefined : readChoice(addressCheck, 'addressCheck', ['unavailable']),
  };
}

function readClock(clock: unknown): Clock | undefined {
  if (clock === undefined) return undefined;
  const isClock = typeof clock === 'object' && clock !== null && 'nowSeconds' in clock && 'after' in clock;
  if (!isClock) throw new OptionRefusal('option_invalid', 'clock', 'must be a Clock.');
  return clock as Clock;
}

function readWaitUntil(waitUntil: unknown): WaitUntil | undefined {
  if (waitUntil !== undefined && typeof waitUntil !== 'function')
    throw new OptionRefusal('option_invalid', 'waitUntil', 'must be a function.');
  return waitUntil as WaitUntil | undefined;
}
