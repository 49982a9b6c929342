import type { ShownHolder } from '../token/check-binding.js';
import type { Expectations } from '../token/expectations.js';
import { readBag, readFlag, readText } from './read-option.js';

/**
 * What the caller expects of one token: a misspelt name must not silently check nothing.
 * @throws OptionRefusal
 */
export function readExpectations(value: unknown): Expectations | undefined {
  if (value === undefined) return undefined;
  const { nonce, accessToken, holder } = readBag(value, 'expectations', ['nonce', 'accessToken', 'holder']);
  return {
    ...(nonce === undefined ? {} : { nonce: readText(nonce, 'expectations.nonce') }),
    ...(accessToken === undefined ? {} : { accessToken: readText(accessToken, 'expectations.accessToken') }),
    ...(holder === undefined ? {} : { holder: readHolder(holder) }),
  };
}

function readHolder(value: unknown): ShownHolder {
  const at = 'expectations.holder';
  const { certificateThumbprint, allowUnbound } = readBag(value, at, [
    'certificateThumbprint',
    'allowUnbound',
  ]);
  return {
    certificateThumbprint:
      certificateThumbprint === undefined
        ? undefined
        : readText(certificateThumbprint, `${at}.certificateThumbprint`),
    allowUnbound: readFlag(allowUnbound, `${at}.allowUnbound`),
  };
}
