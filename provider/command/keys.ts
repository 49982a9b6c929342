import { Command } from 'commander';
import { keysChangeVerbs } from './keys-change.js';
import { keysExportVerb } from './keys-export.js';
import { keysImportVerb } from './keys-import.js';
import { keysRewrapVerb } from './keys-rewrap.js';
import { keysRotateVerb } from './keys-rotate.js';
import { keysViewVerbs } from './keys-views.js';
import type { Verb } from './verb.js';

/** `keyturn keys`: the keys of a ring, by its store or by a running provider, and the verbs that turn them. */
export const keysVerbs: Verb = (terminal, done) => {
  const keys = new Command('keys').description('the keys of a ring, and the verbs that turn them');
  for (const verb of [
    ...keysViewVerbs,
    keysRotateVerb,
    ...keysChangeVerbs,
    keysRewrapVerb,
    keysExportVerb,
    keysImportVerb,
  ])
    keys.addCommand(verb(terminal, done));
  return keys;
};
