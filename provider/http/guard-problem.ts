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
