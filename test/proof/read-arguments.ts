import { type SizeName, sizes } from './sizes.js';

export interface ProofArguments {
  readonly seed: number;
  readonly size: SizeName;
  readonly json: boolean;
  readonly stories: boolean;
  readonly write: boolean;
}

export const usage = `Usage: npm run simulate -- [--size ${Object.keys(sizes).join('|')}] [--seed N] [--stories] [--json] [--write]`;

/** Undefined for anything that it does not know. */
export function readArguments(args: readonly string[], anySeed: number): ProofArguments | undefined {
  let read: ProofArguments = { seed: anySeed, size: 'published', json: false, stories: false, write: false };
  const left = args.flatMap((arg) => arg.split('=', 2));
  while (left.length > 0) {
    const name = left.shift();
    if (name === '--json' || name === '--stories' || name === '--write')
      read = { ...read, [name.slice(2)]: true };
    else if (name === '--seed' && /^\d{1,9}$/.test(left[0] ?? ''))
      read = { ...read, seed: Number(left.shift()) };
    else if (name === '--size' && Object.hasOwn(sizes, left[0] ?? ''))
      read = { ...read, size: left.shift() as SizeName };
    else return undefined;
  }
  return read;
}
