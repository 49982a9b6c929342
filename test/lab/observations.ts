import type { Observation } from './row.js';
import type { Asked, Stand } from './stand.js';

const isAccepted = ({ answer }: Asked) => answer === 'accepted';

/** Good tokens: how many were not accepted, and what was said instead. */
export function notAccepted({ answers }: Stand): Observation {
  return { figure: answers.filter((each) => !isAccepted(each)).length, said: tell(answers) };
}

/** Bad tokens: how many were accepted. */
export function accepted({ answers }: Stand): Observation {
  return { figure: answers.filter(isAccepted).length, said: tell(answers) };
}

/** Until the last answer. */
export function secondsToAnswer({ answers }: Stand): Observation {
  return { figure: Math.max(...answers.map(({ milliseconds }) => milliseconds)) / 1000 };
}

/** One kind of answer by its name; several with how many of each. */
function tell(answers: readonly Asked[]): string {
  const kinds = ['accepted', 'refused', 'error'] as const;
  const counts = kinds.map((kind) => [kind, answers.filter(({ answer }) => answer === kind).length] as const);
  const met = counts.filter(([, count]) => count > 0);
  return met.length === 1 ? `${met[0]?.[0]}` : met.map(([kind, count]) => `${kind} ${count}`).join(', ');
}
