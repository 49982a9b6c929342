import { OptionRefusal } from '../options/option-refusal.js';
import type { TrustPathPlug } from './trust-path-plug.js';

/** The option `trustPaths`. @throws OptionRefusal */
export function readPlugs(value: unknown): readonly TrustPathPlug[] {
  if (value === undefined) return [];
  const isPlug = (plug: unknown): plug is TrustPathPlug =>
    typeof plug === 'object' && plug !== null && 'name' in plug && 'attach' in plug;
  if (!Array.isArray(value) || !value.every(isPlug))
    throw new OptionRefusal('option_invalid', 'trustPaths', 'must be a list of plugs, such as [jwc()].');
  if (new Set(value.map(({ name }) => name)).size < value.length)
    throw new OptionRefusal('option_invalid', 'trustPaths', 'has a path twice.');
  return value;
}
