import { BlockList, isIP } from 'node:net';
import type { Certificate } from '../../relying-party/x509/certificate.js';
import type { GeneralName } from '../../relying-party/x509/general-names.js';
import { readMailbox } from '../../relying-party/x509/name-syntax.js';
import type { ExpectedName } from './x509-case.js';

/**
 * Whether a certificate names who is expected (RFC 9525 section 6): by an alternative name, never by the subject. The
 * verifier itself binds issuers by other rules; this is what the suites of TLS ask.
 */
export function bearsName({ extensions }: Certificate, { kind, value }: ExpectedName): boolean {
  const names = extensions.alternativeNames ?? [];
  if (kind === 'RFC822') return names.some((name) => isMailbox(name, value));
  // Some suites write an address where a host name stands.
  if (kind === 'IP' || isIP(value) !== 0) return names.some((name) => isAddress(name, value));
  return names.some((name) => isHost(name, value.toLowerCase()));
}

function isHost(name: GeneralName, host: string): boolean {
  if (name.kind !== 'dns') return false;
  const pattern = name.text.toLowerCase();
  return pattern.startsWith('*.') ? host.replace(/^[^.]+\./, '*.') === pattern : host === pattern;
}

function isMailbox(name: GeneralName, value: string): boolean {
  const wanted = readMailbox(value);
  const own = name.kind === 'email' ? readMailbox(name.text) : undefined;
  return wanted !== undefined && own?.localPart === wanted.localPart && own.host === wanted.host;
}

function isAddress(name: GeneralName, value: string): boolean {
  if (name.kind !== 'ip') return false;
  const family = name.octets.length === 4 ? 'ipv4' : 'ipv6';
  const wanted = isIP(value) === 4 ? 'ipv4' : 'ipv6';
  if (family !== wanted) return false;
  const own = new BlockList();
  own.addAddress(writeAddress(name.octets), family);
  return own.check(value, wanted);
}

function writeAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const hex = Buffer.from(octets).toString('hex');
  return hex.match(/.{4}/g)?.join(':') ?? '';
}
