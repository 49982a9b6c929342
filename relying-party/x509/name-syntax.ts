/**
 * What names look like that certificates are issued for (RFC 5280 section 4.2.1.6). Everything is ASCII: an
 * international name stands in its A-label form.
 */

const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const maxDnsNameLength = 253;

/** The preferred name syntax of RFC 1034 section 3.5 with RFC 1123 section 2.1. No final dot. */
export function isDnsName(text: string): boolean {
  return text.length <= maxDnsNameLength && text.split('.').every((part) => label.test(part));
}

/** A DNS name, or one whose whole first label is an asterisk over at least two labels (RFC 9525 section 6.3). */
export function isDnsPattern(text: string): boolean {
  if (!text.startsWith('*.')) return isDnsName(text);
  const parent = text.slice(2);
  return isDnsName(parent) && parent.includes('.');
}

export interface Mailbox {
  /** Case is told apart, quoting is not. */
  readonly localPart: string;
  /** In lower case. */
  readonly host: string;
}

const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const quotedString = /^"(([\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*)"$/;

/** A Mailbox of RFC 2821 section 4.1.2 at a host name; undefined for anything else. */
export function readMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  const host = text.slice(at + 1);
  const localPart = at < 0 ? undefined : readLocalPart(text.slice(0, at));
  return localPart === undefined || !isDnsName(host) ? undefined : { localPart, host: host.toLowerCase() };
}

function readLocalPart(text: string): string | undefined {
  return dotAtom.test(text) ? text : quotedString.exec(text)?.[1]?.replace(/\\(.)/g, '$1');
}

const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]+$/;

/** A URI with a scheme and something after it, of the characters of RFC 3986; never a relative reference. */
export function isAbsoluteUri(text: string): boolean {
  return absoluteUri.test(text);
}

/** The host of a URI in lower case, as written (RFC 3986 section 3.2); undefined where there is none. */
export function hostOfUri(text: string): string | undefined {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1];
  const hostAndPort = authority?.slice(authority.lastIndexOf('@') + 1);
  const host = hostAndPort?.startsWith('[') ? hostAndPort : hostAndPort?.replace(/:\d*$/, '');
  return host === undefined || host === '' ? undefined : host.toLowerCase();
}

/** An IPv4 or IPv6 address has 4 or 16 octets. */
export function isIpAddress(octets: Uint8Array): boolean {
  return octets.length === 4 || octets.length === 16;
}
