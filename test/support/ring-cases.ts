import type { Decision } from '../../provider/ring/decision.js';
import type { Guard } from '../../provider/ring/guard.js';
import type { KeyRing, RingKey } from '../../provider/ring/key-ring.js';
import { findPublished } from '../../provider/ring/key-ring.js';
import type { PolicyOptions, RotationPolicy } from '../../provider/ring/policy.js';
import { resolvePolicy } from '../../provider/ring/policy.js';
import { RotationWorld } from './rotation-world.js';

/** A policy of one series RS256, the defaults but for what is said. */
export function policyWith(options: Omit<PolicyOptions, 'series'> = {}): RotationPolicy {
  return resolvePolicy({ ...options, series: [{ alg: 'RS256' }] });
}

/** A ring of its first second: key-1 signs, key-2 is the standby. */
export function freshWorld(options: Omit<PolicyOptions, 'series'> = {}): RotationWorld {
  return new RotationWorld(policyWith(options));
}

/** The same after a rotation on schedule: key-1 retires, key-2 signs, key-3 is the standby. */
export function rotatedWorld(options: Omit<PolicyOptions, 'series'> = {}): RotationWorld {
  return freshWorld(options).run([{ do: 'wait-until-due', offsetSeconds: 0 }, { do: 'tick' }]);
}

/** Each published key with its state, in order of publication. */
export function statesOf(ring: KeyRing): Record<string, string> {
  return Object.fromEntries(ring.series.flatMap(({ keys }) => keys.map(({ kid, state }) => [kid, state])));
}

/** Each former key with how it ended. */
export function endsOf(ring: KeyRing): Record<string, string> {
  return Object.fromEntries(ring.former.map(({ kid, state }) => [kid, state]));
}

export function keyOf(ring: KeyRing, kid: string): RingKey {
  const found = findPublished(ring, kid);
  if (found === undefined) throw new Error(`${kid} is not published`);
  return found.key;
}

/** The guard that refused; throws where nothing did. */
export function refusalOf(decision: Decision | undefined): Guard {
  if (decision === undefined || decision.granted) throw new Error('nothing was refused');
  return decision.guard;
}

export function stepsOf(decision: Decision): readonly string[] {
  if (!decision.granted) throw new Error(`refused by ${decision.guard.rule}: ${decision.guard.message}`);
  return decision.steps.map((step) => step.do);
}
