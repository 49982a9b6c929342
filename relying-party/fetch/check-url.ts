import type { FetchRules } from './door.js';
import { FetchFailure } from './fetch-failure.js';

/**
 * The URL rules that need no look at an address: https, or http where loopback is allowed by name (which address that
 * leads to is checked later); no credentials. Parsing makes octal, hexadecimal and short forms of IPv4 canonical.
 * @throws FetchFailure `url_refused`.
 */
export function checkUrl(text: string, rules: FetchRules): URL {
  if (!URL.canParse(text)) throw new FetchFailure('url_refused', 'The URL cannot be parsed.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowLoopback))
    throw new FetchFailure(
      'url_refused',
      url.protocol === 'http:'
        ? 'Keys are read over https. For development on this machine set allowLoopback.'
        : `The scheme ${url.protocol} is refused; keys are read over https.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new FetchFailure('url_refused', 'A URL with credentials is refused.');
  return url;
}
