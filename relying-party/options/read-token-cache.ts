import { limits } from '../limits.js';
import { OptionRefusal } from './option-refusal.js';
import { readBag } from './read-option.js';

/** @returns how many tokens are remembered; undefined where none is. @throws OptionRefusal */
export function readTokenCache(value: unknown, at: string): number | undefined {
  if (value === undefined) return undefined;
  const { maxTokens = limits.maxRememberedTokens } = readBag(value, at, ['maxTokens']);
  if (
    !(
      Number.isInteger(maxTokens) &&
      Number(maxTokens) >= 1 &&
      Number(maxTokens) <= limits.mostRememberedTokens
    )
  )
    throw new OptionRefusal(
      'option_invalid',
      `${at}.maxTokens`,
      `must be a whole number from 1 to ${limits.mostRememberedTokens}.`,
    );
  return Number(maxTokens);
}
