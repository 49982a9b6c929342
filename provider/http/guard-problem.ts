import type { Guard } from '../ring/guard.js';
import { guardRules } from '../ring/guard.js';
import { HttpProblem } from './problem.js';

/** A refusal over HTTP: 409, `Retry-After` where waiting helps, and the guard's own data as members (RFC 9457). */
export function guardProblem(guard: Guard, members: Readonly<Record<string, unknown>> = {}): HttpProblem {
  const { rule, series, kid, terms, waitSeconds, message, cure } = guard;
  return new HttpProblem('guard_refused', {
    detail: message,
    ...(waitSeconds === null ? {} : { headers: { 'Retry-After': String(Math.max(1, waitSeconds)) } }),
    members: { ...members, rule, protects: guardRules[rule], series, kid, terms, waitSeconds, cure },
  });
}

/** Throws the refusal with the longest wait where all were refused; what else there is to say goes with it. */
export function refuseAll(
  outcomes: readonly { readonly guard?: Guard }[],
  members: Readonly<Record<string, unknown>>,
): void {
  const guards = outcomes.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
  const [longest] = [...guards].sort((a, b) => (b.waitSeconds ?? Infinity) - (a.waitSeconds ?? Infinity));
  if (longest !== undefined && guards.length === outcomes.length) throw guardProblem(longest, members);
}
