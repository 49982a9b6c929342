import { OptionRefusal } from '../options/option-refusal.js';
import { readBag, readTexts } from '../options/read-option.js';
import { type Denylist, emptyDenylist } from './denylist.js';
import type { LiveNames } from './options.js';

/** @throws OptionRefusal */
export function readDenylist(value: unknown, at: string): Denylist {
  if (value === undefined) return emptyDenylist;
  const bag = readBag(value, at, ['jtis', 'keyThumbprints']);
  return {
    jtis: readNames(bag.jtis, `${at}.jtis`),
    keyThumbprints: readNames(bag.keyThumbprints, `${at}.keyThumbprints`),
  };
}

function readNames(value: unknown, at: string): LiveNames | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return new Set(value.length === 0 ? [] : readTexts(value, at));
  if (typeof value === 'object' && value !== null && 'has' in value && typeof value.has === 'function')
    return value as LiveNames;
  throw new OptionRefusal('option_invalid', at, 'must be a list of strings, or have a method "has".');
}
