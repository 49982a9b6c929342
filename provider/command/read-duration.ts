import { InvalidArgumentError } from 'commander';
import { duration } from '../configuration/duration.js';

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** For options that are a duration: whole seconds, `90s`, `10m`, `2h`, `1d`, or ISO 8601 as in a configuration (`PT48H`, `P2D`). */
export function readDuration(text: string): number {
  const [, amount, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const read = duration.safeParse(amount === undefined ? text : Number(amount) * (unitSeconds[unit] ?? 1));
  if (!read.success)
    throw new InvalidArgumentError(
      'It must be whole seconds, or ISO 8601 such as PT36H or P2D; or 90s, 10m, 2h.',
    );
  return read.data;
}
