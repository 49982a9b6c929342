import { limits } from '../limits.js';
import { OptionRefusal } from '../options/option-refusal.js';
import { type OptionBag, readBag, readChoice, readFlag, readTexts } from '../options/read-option.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { purposeOid } from '../x509/object-identifiers.js';
import { type BindingCheck, bindingOf, worksWithoutIssuer } from './bindings.js';
import { x5cLimits } from './limits.js';
import { profileNamed, type X5cProfileName, x5cProfiles } from './profiles.js';
import { readBinding } from './read-binding.js';

const flags = [
  'allowPemInX5c',
  'allowLeafAnchor',
  'allowUnorderedX5c',
  'allowOtherKeyMembers',
  'allowTokenOutlivingCertificate',
  'allowTokenPrecedingCertificate',
  'allowMissingExpiry',
  'rejectTrustAnchorInX5c',
  'requireThumbprint',
] as const;

type Flag = (typeof flags)[number];

/** One issuer's options of this path but for its sources, checked and with every default filled in. */
export interface X5cSettings extends Readonly<Record<Flag, boolean>> {
  readonly isBound: BindingCheck;
  /** Dotted. */
  readonly purposes: ReadonlySet<string>;
  /** What the profile uses; undefined leaves it to the issuer's own list. */
  readonly algorithms: readonly SignatureAlgorithm[] | undefined;
  readonly maxTokenBytes: number;
  readonly maxHeaderBytes: number;
}

export const sourceOptions = [
  'anchorsPem',
  'anchorsFile',
  'spiffeBundle',
  'crls',
  'crlsFile',
  'denylist',
  'denylistFile',
] as const;

const known = [
  ...flags,
  ...sourceOptions,
  'profile',
  'binding',
  'purposes',
  'maxTokenBytes',
  'maxHeaderBytes',
];

/** The options with those of their profile, each of a known name. @throws OptionRefusal */
export function readX5cBag(value: unknown, at: string): OptionBag {
  const given = readBag(value ?? {}, at, known);
  return given.profile === undefined ? given : { ...profileOf(given, at).options, ...given };
}

/** @throws OptionRefusal */
export function readX5cSettings(bag: OptionBag, at: string, hasIssuer: boolean): X5cSettings {
  const binding = readBinding(bag.binding, `${at}.binding`);
  if (!hasIssuer && !worksWithoutIssuer(binding))
    throw new OptionRefusal(
      'option_invalid',
      `${at}.binding`,
      'speaks of an issuer, and issuer is null: type out "none", or bind to dns, subject or markers.',
    );
  const read = Object.fromEntries(flags.map((flag) => [flag, readFlag(bag[flag], `${at}.${flag}`)]));
  return {
    ...(read as Record<Flag, boolean>),
    isBound: bindingOf(binding),
    purposes: readPurposes(bag.purposes, `${at}.purposes`),
    algorithms: bag.profile === undefined ? undefined : profileOf(bag, at).algorithms,
    maxTokenBytes: readBytes(bag.maxTokenBytes, `${at}.maxTokenBytes`, limits.maxTokenBytes),
    maxHeaderBytes: readBytes(bag.maxHeaderBytes, `${at}.maxHeaderBytes`, limits.maxHeaderBytes),
  };
}

function profileOf({ profile }: OptionBag, at: string) {
  const names = Object.keys(x5cProfiles) as X5cProfileName[];
  return profileNamed(readChoice(profile, `${at}.profile`, names));
}

function readPurposes(value: unknown, at: string): ReadonlySet<string> {
  if (value === undefined) return new Set([purposeOid.jwt, purposeOid.oauthAccessTokenSigning]);
  const named: Readonly<Record<string, string>> = purposeOid;
  return new Set(
    readTexts(value, at).map((text) => {
      const oid = Object.hasOwn(named, text) ? named[text] : text;
      if (oid === undefined || !/^\d+(\.\d+)+$/.test(oid))
        throw new OptionRefusal('option_invalid', at, `knows no purpose "${text}".`);
      return oid;
    }),
  );
}

function readBytes(value: unknown, at: string, whenAbsent: number): number {
  if (value === undefined) return whenAbsent;
  const { maxRaisedBytes } = x5cLimits;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > maxRaisedBytes)
    throw new OptionRefusal('option_invalid', at, `must be a number of bytes from 1 to ${maxRaisedBytes}.`);
  return value;
}
