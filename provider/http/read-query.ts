import { suggestName } from '@keyturn/shared/suggest-name';
import { HttpProblem } from './problem.js';

export type Query = ReadonlyMap<string, string>;

/** The parameters of a URL, each known and each once. Throws HttpProblem `request_invalid`; their values are not repeated. */
export function readQuery(querystring: string, known: readonly string[]): Query {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(querystring)) {
    if (!known.includes(name)) throw unknown(name, known);
    if (query.has(name))
      throw new HttpProblem('request_invalid', { detail: `the parameter ${name} is given twice` });
    query.set(name, value);
  }
  return query;
}

function unknown(name: string, known: readonly string[]): HttpProblem {
  const near = suggestName(name, known);
  const cure = near === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
  return new HttpProblem('request_invalid', { detail: `a parameter here is not known; ${cure}` });
}
