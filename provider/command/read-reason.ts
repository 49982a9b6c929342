import { InvalidArgumentError } from 'commander';
import { reasonSchema } from '../admin/key-requests.js';

/** A reason for the journal, as the admin API takes it: whoever reads it later must find words there. */
export function readReason(text: string): string {
  const { data } = reasonSchema.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError('It must say why, in 500 characters at most.');
  return data;
}
