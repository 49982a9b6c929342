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
  const bag = readBag(value, at, [...shownMembers, 'allowUnbound']);
  // Undefined is told from left out: it was looked for, and did not come.
  const shown = shownMembers
    .filter((name) => Object.hasOwn(bag, name))
    .map((name) => [name, bag[name] === undefined ? undefined : readText(bag[name], `${at}.${name}`)]);
  return { ...Object.fromEntries(shown), allowUnbound: readFlag(bag.allowUnbound, `${at}.allowUnbound`) };
}

const shownMembers = ['certificateThumbprint', 'keyThumbprint'] as const;
