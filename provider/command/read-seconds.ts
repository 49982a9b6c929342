import { InvalidArgumentError } from 'commander';

/** For options that are a number of seconds, fractions included. */
export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds))
    throw new InvalidArgumentError('It must be a number of seconds.');
  return seconds;
}
