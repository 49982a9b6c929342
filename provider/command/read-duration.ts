import { InvalidArgumentError } from 'commander';
import { duration } from '../configuration/duration.js';

/** For options that are a duration: whole seconds, or ISO 8601 as in a configuration (`PT48H`, `P2D`). */
export function readDuration(text: string): number {
  const read = duration.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (!read.success)
    throw new InvalidArgumentError('It must be whole seconds, or ISO 8601 such as PT36H or P2D.');
  return read.data;
}
