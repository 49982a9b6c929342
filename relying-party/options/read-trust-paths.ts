import type { PluggedPathName, TrustPathName } from '../rejection.js';
import { OptionRefusal } from './option-refusal.js';
import { type OptionBag, readChoice, readTexts } from './read-option.js';

/** The paths of one issuer, with what its options say for those that are plugged in. */
export interface TrustPathChoice {
  readonly trustPaths: readonly TrustPathName[];
  /** As given: each path reads its own. */
  readonly pathOptions: Readonly<Partial<Record<PluggedPathName, unknown>>>;
}

const pathNames = ['discovery', 'x5c', 'jwc'] as const;

/** @throws OptionRefusal also for options of a path that the issuer does not use: they would silently do nothing. */
export function readTrustPaths(bag: OptionBag, at: string): TrustPathChoice {
  const { trustPath, discovery, x5c, jwc } = bag;
  const names = trustPath === undefined ? ['discovery'] : readTexts(trustPath, `${at}.trustPath`);
  const trustPaths = names.map((name) => readChoice(name, `${at}.trustPath`, pathNames));
  if (new Set(trustPaths).size < trustPaths.length)
    throw new OptionRefusal('option_invalid', `${at}.trustPath`, 'names a path twice.');
  for (const name of ['x5c', 'jwc'] as const)
    if (bag[name] !== undefined && !trustPaths.includes(name))
      throw new OptionRefusal('option_unsupported', `${at}.${name}`, `needs "${name}" in trustPath.`);
  // The jwc path may read the keys of inners by discovery.
  if (discovery !== undefined && !trustPaths.includes('discovery') && !trustPaths.includes('jwc'))
    throw new OptionRefusal('option_invalid', `${at}.discovery`, 'needs "discovery" in trustPath.');
  return { trustPaths, pathOptions: { x5c, jwc } };
}
