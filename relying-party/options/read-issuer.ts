import type { MetadataForm } from '@keyturn/shared/discovery-document';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { VerifierProfile } from '@keyturn/shared/verifier-profiles';
import { limits } from '../limits.js';
import {
  canonicalAlgorithm,
  defaultAlgorithms,
  isSignatureAlgorithm,
  type SignatureAlgorithm,
} from '../signature/algorithms.js';
import type { TimeRules } from '../token/check-times.js';
import { type TokenProfile, type TokenProfileName, tokenProfiles } from '../token/profiles.js';
import { defaultSizes, type TokenSizes } from '../token/token-sizes.js';
import { OptionRefusal } from './option-refusal.js';
import {
  type OptionBag,
  readBag,
  readChoice,
  readFlag,
  readSeconds,
  readText,
  readTexts,
} from './read-option.js';
import { readTrustPaths, type TrustPathChoice } from './read-trust-paths.js';
import { checkIssuerUrl, checkUrl } from './read-url.js';

/** One issuer's options, checked and with every default filled in. */
export interface IssuerSettings extends TrustPathChoice {
  readonly issuer: string;
  readonly audiences: ReadonlySet<string> | null;
  readonly profile: TokenProfile;
  /** Canonical names, in the order in which a key without `alg` is bound. */
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  readonly times: TimeRules;
  readonly sizes: TokenSizes;
  readonly staleIfErrorSeconds: number;
  readonly allowStaleInSpiteOfMustRevalidate: boolean;
  /** Undefined where no path reads keys by discovery. */
  readonly discovery: DiscoverySettings | undefined;
}

export type DiscoverySettings =
  | { readonly metadata: MetadataForm }
  | { readonly jwksUri: string }
  | { readonly jwks: { keys: PublicJwk[] } };

const known = [
  'issuer',
  'audience',
  'profile',
  'algorithms',
  'leewaySeconds',
  'futureToleranceSeconds',
  'maxLifetimeSeconds',
  'staleIfErrorSeconds',
  'allowStaleInSpiteOfMustRevalidate',
  'trustPath',
  'discovery',
  'x5c',
  'jwc',
] as const;

/** How `issuer: null` stands in the settings; no token can name it. */
export const anyIssuer = '';

/** @throws OptionRefusal */
export function readIssuer(
  value: unknown,
  at: string,
  profile: VerifierProfile,
  allowLoopback: boolean,
): IssuerSettings {
  const bag = readBag(value, at, known);
  const paths = readTrustPaths(bag, at);
  const issuer = readIssuerName(bag, at, paths);
  const discovers = paths.trustPaths.includes('discovery') || bag.discovery !== undefined;
  return {
    ...paths,
    issuer,
    audiences: readAudience(bag, `${at}.audience`),
    profile: readProfile(bag.profile, `${at}.profile`),
    algorithms: readAlgorithms(bag.algorithms, `${at}.algorithms`),
    times: readTimes(bag, at, profile),
    sizes: defaultSizes,
    staleIfErrorSeconds: readSeconds(
      bag.staleIfErrorSeconds,
      `${at}.staleIfErrorSeconds`,
      Number.MAX_SAFE_INTEGER,
      profile.staleIfErrorSeconds,
    ),
    allowStaleInSpiteOfMustRevalidate: readFlag(
      bag.allowStaleInSpiteOfMustRevalidate,
      `${at}.allowStaleInSpiteOfMustRevalidate`,
    ),
    discovery: discovers
      ? readDiscovery(bag.discovery, `${at}.discovery`, issuer, `${at}.issuer`, allowLoopback)
      : undefined,
  };
}

function readIssuerName(bag: OptionBag, at: string, { trustPaths }: TrustPathChoice): string {
  if (bag.issuer === undefined)
    throw new OptionRefusal(
      'option_missing',
      `${at}.issuer`,
      'must be given: the exact "iss" of the tokens.',
    );
  if (bag.issuer === null) {
    if (trustPaths.length === 1 && trustPaths[0] === 'x5c') return anyIssuer;
    throw new OptionRefusal('option_invalid', `${at}.issuer`, 'may be null only with trustPath "x5c" alone.');
  }
  return readText(bag.issuer, `${at}.issuer`);
}

function readAudience({ audience }: OptionBag, at: string): ReadonlySet<string> | null {
  if (audience === undefined)
    throw new OptionRefusal('option_missing', at, 'must be given; null, typed out, checks none.');
  return audience === null ? null : new Set(readTexts(audience, at));
}

function readProfile(value: unknown, at: string): TokenProfile {
  const names = Object.keys(tokenProfiles) as TokenProfileName[];
  return tokenProfiles[value === undefined ? 'accessToken' : readChoice(value, at, names)];
}

function readAlgorithms(value: unknown, at: string): ReadonlySet<SignatureAlgorithm> {
  if (value === undefined) return new Set(defaultAlgorithms.map(canonicalAlgorithm));
  const names = readTexts(value, at);
  const wrong = names.find((name) => !isSignatureAlgorithm(name));
  if (wrong !== undefined)
    throw new OptionRefusal('option_invalid', at, `knows no asymmetric signature algorithm "${wrong}".`);
  return new Set(names.filter(isSignatureAlgorithm).map(canonicalAlgorithm));
}

function readTimes(bag: OptionBag, at: string, usual: VerifierProfile): TimeRules {
  const { maxLeewaySeconds, maxFutureToleranceSeconds } = limits;
  const { leewaySeconds, futureToleranceSeconds, maxLifetimeSeconds } = bag;
  return {
    leewaySeconds: readSeconds(leewaySeconds, `${at}.leewaySeconds`, maxLeewaySeconds, usual.leewaySeconds),
    futureToleranceSeconds: readSeconds(
      futureToleranceSeconds,
      `${at}.futureToleranceSeconds`,
      maxFutureToleranceSeconds,
      usual.futureToleranceSeconds,
    ),
    maxLifetimeSeconds: readSeconds(
      maxLifetimeSeconds,
      `${at}.maxLifetimeSeconds`,
      Number.MAX_SAFE_INTEGER,
      undefined,
    ),
  };
}

function readDiscovery(
  value: unknown,
  at: string,
  issuer: string,
  issuerAt: string,
  allowLoopback: boolean,
): DiscoverySettings {
  const bag = value === undefined ? {} : readBag(value, at, ['metadata', 'jwksUri', 'jwks']);
  if (Object.values(bag).filter((member) => member !== undefined).length > 1)
    throw new OptionRefusal('option_invalid', at, 'takes at most one of metadata, jwksUri and jwks.');
  if (bag.jwks !== undefined) return { jwks: readJwks(bag.jwks, `${at}.jwks`) };
  if (bag.jwksUri !== undefined) {
    const jwksUri = readText(bag.jwksUri, `${at}.jwksUri`);
    checkUrl(jwksUri, `${at}.jwksUri`, allowLoopback);
    return { jwksUri };
  }
  checkIssuerUrl(issuer, issuerAt, allowLoopback);
  const forms = ['openid', 'rfc8414'] as const;
  return {
    metadata: bag.metadata === undefined ? 'openid' : readChoice(bag.metadata, `${at}.metadata`, forms),
  };
}

export function readJwks(value: unknown, at: string): { keys: PublicJwk[] } {
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0)
    throw new OptionRefusal('option_invalid', at, 'must be a JWK set with at least one key.');
  return { keys: [...keys] };
}
