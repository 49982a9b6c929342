import { suggestName } from '@keyturn/shared/suggest-name';
import { OptionRefusal } from './option-refusal.js';

export type OptionBag = { readonly [name: string]: unknown };

/** An object whose every member is known; a misspelt option must not silently be the default. */
export function readBag(value: unknown, at: string, known: readonly string[]): OptionBag {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OptionRefusal('option_invalid', at, 'must be an object.');
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const meant = suggestName(name, known);
    const hint = meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${meant}"?`;
    throw new OptionRefusal('option_unknown', `${at}.${name}`, `is not an option. ${hint}`);
  }
  return value as OptionBag;
}

export function readFlag(value: unknown, at: string): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw new OptionRefusal('option_invalid', at, 'must be true or false.');
  return value;
}

export function readText(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '')
    throw new OptionRefusal('option_invalid', at, 'must be a string that is not empty.');
  return value;
}

export function readTexts(value: unknown, at: string): readonly string[] {
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length === 0)
    throw new OptionRefusal('option_invalid', at, 'must be a string or a list of strings that is not empty.');
  return list.map((text, index) => readText(text, `${at}[${index}]`));
}

/** Seconds, whole or with fractions. */
export function readSeconds<D>(value: unknown, at: string, max: number, whenAbsent: D): number | D {
  if (value === undefined) return whenAbsent;
  if (typeof value !== 'number' || !(value >= 0 && value <= max))
    throw new OptionRefusal('option_invalid', at, `must be a number of seconds from 0 to ${max}.`);
  return value;
}

export function readChoice<const C extends string>(value: unknown, at: string, choices: readonly C[]): C {
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  throw new OptionRefusal('option_invalid', at, `must be one of ${choices.join(', ')}.`);
}
