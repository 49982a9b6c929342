import { OptionRefusal } from './option-refusal.js';

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * An address that keys may be read from: https, or http on loopback where that is allowed by name. The fetch door
 * checks the address itself; this finds a wrong configuration before the first token.
 */
export function checkUrl(text: string, at: string, allowLoopback: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new OptionRefusal('option_invalid', at, 'is not an absolute URL.');
  const plainLoopback = url.protocol === 'http:' && loopbackHost.test(url.hostname);
  if (plainLoopback && !allowLoopback)
    throw new OptionRefusal('option_invalid', at, 'is http on loopback, which needs "allowLoopback": true.');
  if (url.protocol !== 'https:' && !plainLoopback)
    throw new OptionRefusal('option_invalid', at, 'must be https.');
  if (url.username !== '' || url.password !== '' || text.includes('#'))
    throw new OptionRefusal('option_invalid', at, 'must have neither user information nor a fragment.');
  return url;
}

/** An issuer that metadata is read from has no query either (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2). */
export function checkIssuerUrl(text: string, at: string, allowLoopback: boolean): void {
  checkUrl(text, at, allowLoopback);
  if (text.includes('?')) throw new OptionRefusal('option_invalid', at, 'must have no query.');
}
