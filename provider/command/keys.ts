import { Command } from 'commander';
import { keysChangeVerbs } from './keys-change.js';
import { keysListVerb } from './keys-list.js';
import { keysRevokeVerb } from './keys-revoke.js';
import { keysRotateVerb } from './keys-rotate.js';
import type { Verb } from './verb.js';

/** `keyturn keys`: the verbs of the ring, for an operator beside whoever serves it. */
export const keysVerbs: Verb = (terminal, done) => {
  const keys = new Command('keys').description('the keys of a ring, and the verbs that turn them');
  for (const verb of [keysListVerb, keysRotateVerb, keysRevokeVerb, ...keysChangeVerbs])
    keys.addCommand(verb(terminal, done));
  return keys;
};
