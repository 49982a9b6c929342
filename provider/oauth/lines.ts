import { HttpProblem } from '../http/problem.js';

const WAITING_IN_A_LINE = 16;
const SLOW_AT_ONCE = 2;
const SLOW_WAITING = 64;

export type InTurn = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/**
 * A line for each name, one at a time in each: who floods under one name waits for itself. Rejects with HttpProblem `busy`
 * where a line is too long. A line is forgotten when it is empty, so there are no more of them than requests.
 */
export function createLines() {
  const lines = new Map<string, { length: number; last: Promise<unknown> }>();
  return async <Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> => {
    const line = lines.get(name) ?? { length: 0, last: Promise.resolve() };
    if (line.length > WAITING_IN_A_LINE) throw busy();
    lines.set(name, line);
    line.length += 1;
    const turn = line.last.then(work);
    line.last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      line.length -= 1;
      if (line.length === 0) lines.delete(name);
    }
  };
}

/** So many at once, and in the order of their coming. Rejects with HttpProblem `busy` where too many wait. */
export function createGate(): InTurn {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= SLOW_AT_ONCE) {
      if (waiting.length >= SLOW_WAITING) throw busy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

function busy(): HttpProblem {
  return new HttpProblem('busy', { headers: { 'Retry-After': '1' } });
}
