import type { Expectations } from '../token/expectations.js';
import { readBag, readText } from './read-option.js';

/**
 * What the caller expects of one token: a misspelt name must not silently check nothing.
 * @throws OptionRefusal
 */
export function readExpectations(value: unknown): Expectations | undefined {
  if (value === undefined) return undefined;
  const { nonce, accessToken } = readBag(value, 'expectations', ['nonce', 'accessToken']);
  return {
    ...(nonce === undefined ? {} : { nonce: readText(nonce, 'expectations.nonce') }),
    ...(accessToken === undefined ? {} : { accessToken: readText(accessToken, 'expectations.accessToken') }),
  };
}
