import { isWithinName, mayBeWithinName } from './distinguished-name.js';
import type { GeneralName, GeneralNameKind } from './general-names.js';
import { hostOfUri, isDnsName, readMailbox } from './name-syntax.js';

type Named<K extends GeneralNameKind> = Extract<GeneralName, { readonly kind: K }>;

/** How one kind of name is constrained (RFC 5280 section 4.2.1.10). */
interface SubtreeRule<K extends GeneralNameKind> {
  /** Whether the base of a subtree is of its syntax. */
  isBase(base: Named<K>): boolean;
  /** Whether everything that the name stands for lies in the subtree. */
  isWithin(name: Named<K>, base: Named<K>): boolean;
  /** Whether anything that the name stands for does. The same unless the name is a pattern. */
  touches(name: Named<K>, base: Named<K>): boolean;
}

/** The host names in a subtree of hosts: with a leading dot those below it, without one exactly it. */
function isHostWithin(host: string, base: string): boolean {
  if (base === '') return true;
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

const isHostBase = (base: string): boolean =>
  base === '' || isDnsName(base.startsWith('.') ? base.slice(1) : base);

function isBelow(name: string, base: string): boolean {
  return base === '' || name === base || name.endsWith(`.${base}`);
}

/** `*.example.com` stands for every name with one label more: what lies in the subtree may be only some of them. */
function doesDnsTouch({ text }: Named<'dns'>, base: Named<'dns'>): boolean {
  const name = text.toLowerCase();
  const tree = base.text.toLowerCase();
  if (!name.startsWith('*.')) return isBelow(name, tree);
  const parent = name.slice(2);
  return (
    isBelow(parent, tree) || (tree.endsWith(`.${parent}`) && !tree.slice(0, -parent.length - 1).includes('.'))
  );
}

function isDnsWithin({ text }: Named<'dns'>, base: Named<'dns'>): boolean {
  return isBelow(text.toLowerCase().replace(/^\*\./, ''), base.text.toLowerCase());
}

function isMailWithin({ text }: Named<'email'>, base: Named<'email'>): boolean {
  const mailbox = readMailbox(text);
  if (mailbox === undefined) return false;
  const exact = readMailbox(base.text);
  if (exact === undefined) return isHostWithin(mailbox.host, base.text.toLowerCase());
  return mailbox.localPart === exact.localPart && mailbox.host === exact.host;
}

/** An address that cannot be read may be any: it counts as touching whatever is excluded. */
function doesMailTouch(name: Named<'email'>, base: Named<'email'>): boolean {
  return readMailbox(name.text) === undefined || isMailWithin(name, base);
}

function isUriWithin({ text }: Named<'uri'>, base: Named<'uri'>): boolean {
  const host = hostOfUri(text);
  return host !== undefined && isNamedHost(host) && isHostWithin(host, base.text.toLowerCase());
}

/** A URI without a host name can be compared with no host: it counts as touching whatever is excluded. */
function doesUriTouch(name: Named<'uri'>, base: Named<'uri'>): boolean {
  const host = hostOfUri(name.text);
  return host === undefined || !isNamedHost(host) || isHostWithin(host, base.text.toLowerCase());
}

/** Not an address: the last label of a host name is not a number (RFC 1123 section 2.1). */
function isNamedHost(host: string): boolean {
  return isDnsName(host) && !/(^|\.)\d+$/.test(host);
}

/** An address and its mask, which is ones and then zeros (RFC 4632 section 3.1). */
function isIpBase({ octets }: Named<'ip'>): boolean {
  if (octets.length !== 8 && octets.length !== 32) return false;
  const bits = [...octets.subarray(octets.length / 2)]
    .map((octet) => octet.toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits);
}

function isIpWithin({ octets }: Named<'ip'>, { octets: base }: Named<'ip'>): boolean {
  if (base.length !== octets.length * 2) return false;
  return octets.every((octet, at) => ((octet ^ (base[at] ?? 0)) & (base[octets.length + at] ?? 0xff)) === 0);
}

const rules: {
  readonly [K in Exclude<GeneralNameKind, 'other' | 'x400' | 'ediParty' | 'registeredId'>]: SubtreeRule<K>;
} = {
  dns: {
    isBase: ({ text }) => text === '' || isDnsName(text),
    isWithin: isDnsWithin,
    touches: doesDnsTouch,
  },
  email: {
    isBase: ({ text }) => isHostBase(text) || readMailbox(text) !== undefined,
    isWithin: isMailWithin,
    touches: doesMailTouch,
  },
  uri: { isBase: ({ text }) => isHostBase(text), isWithin: isUriWithin, touches: doesUriTouch },
  ip: { isBase: isIpBase, isWithin: isIpWithin, touches: isIpWithin },
  directory: {
    isBase: () => true,
    isWithin: ({ name }, base) => isWithinName(name, base.name),
    // A value that cannot be compared counts as touching whatever is excluded.
    touches: ({ name }, base) => mayBeWithinName(name, base.name),
  },
};

function ruleOf<K extends GeneralNameKind>(kind: K): SubtreeRule<K> | undefined {
  return (rules as Partial<Record<GeneralNameKind, unknown>>)[kind] as SubtreeRule<K> | undefined;
}

/** Whether names of this kind can be held against a subtree at all. */
export const isConstrainable = (kind: GeneralNameKind): boolean => ruleOf(kind) !== undefined;

export function isSubtree(base: GeneralName): boolean {
  return ruleOf(base.kind)?.isBase(base) ?? true;
}

export function isWithinSubtree(name: GeneralName, base: GeneralName): boolean {
  return name.kind === base.kind && (ruleOf(name.kind)?.isWithin(name, base) ?? false);
}

export function touchesSubtree(name: GeneralName, base: GeneralName): boolean {
  return name.kind === base.kind && (ruleOf(name.kind)?.touches(name, base) ?? true);
}
