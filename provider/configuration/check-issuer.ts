import { ConfigurationError } from './configuration-error.js';
import type { IssuerConfiguration } from './issuer-schema.js';

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/**
 * RFC 8414 section 2: https, no query, no fragment. http is for loopback, or by name. Throws ConfigurationError.
 * @param place what stands before the name in a finding, for example `issuers[1].`.
 */
export function checkIssuer(
  { issuer, allowHttpIssuer }: Pick<IssuerConfiguration, 'issuer' | 'allowHttpIssuer'>,
  place = '',
): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const plain = /^https?:\/\/[!-~]+$/.test(issuer) && !/[?#\\%]|\/\.{0,2}\//.test(issuer.slice(8));
  const clean =
    url !== undefined && plain && url.username === '' && (url.href === issuer || url.href === `${issuer}/`);
  if (url === undefined || !clean) {
    throw new ConfigurationError('config_invalid', [
      `${place}issuer: must be a URL as it is compared: https://host/path, lower-case host, no default port, query, fragment, credentials, escapes or dots`,
    ]);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowHttpIssuer) {
    throw new ConfigurationError('issuer_not_https', [
      `${place}issuer: http is for loopback only; use https, or set allowHttpIssuer if something in front speaks https for it`,
    ]);
  }
}

export function isLoopback(host: string): boolean {
  return loopbackHosts.has(host);
}
