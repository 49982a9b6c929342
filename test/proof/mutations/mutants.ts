import type { Mutant, SeamName } from './mutant.js';
import { mutantsOfObservations } from './of-observations.js';
import { mutantsOfParties } from './of-parties.js';
import { mutantsOfReplicas } from './of-replicas.js';
import { mutantsOfVerbs } from './of-verbs.js';
import { mutantsOfWindows } from './of-windows.js';

/** Each bound a second short, and each guard taken away. */
export const mutants: readonly Mutant[] = [
  ...mutantsOfWindows,
  ...mutantsOfReplicas,
  ...mutantsOfVerbs,
  ...mutantsOfObservations,
  ...mutantsOfParties,
];

export const seamNames = [
  ...new Set(mutants.flatMap(({ seams }) => Object.keys(seams))),
] as readonly SeamName[];
