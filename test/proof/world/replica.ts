import type { CacheHeaders } from '@keyturn/shared/cache-headers';
import { decideAdoption } from '../../../provider/ring/decide-preparation.js';
import type { Decision, DecisionContext } from '../../../provider/ring/decision.js';
import { grant, refuse } from '../../../provider/ring/decision.js';
import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { plan } from '../../../provider/ring/plan.js';
import { cachePromise, signingKey } from '../../../provider/ring/published-keys.js';
import { decideRequest } from '../../../provider/ring/ring-request.js';
import { applySteps } from '../../../provider/ring/steps.js';
import {
  commitDeadlineSeconds,
  servingLimits,
  signingLimitSeconds,
} from '../../../provider/rotator/view-limits.js';
import { fillWithCounters } from '../../support/counter-keys.js';
import type { Verb } from './action.js';
import { shownBy } from './shown.js';
import type { Draft, Replica, Setting, World } from './world.js';
import { policyAt } from './world.js';

/** A body of the key set, as a replica serves it. */
export interface Body {
  readonly epoch: number;
  readonly kids: readonly string[];
  readonly generatedAtSeconds: number;
  readonly maxAgeSeconds: number;
  readonly staleIfErrorSeconds: number;
}

/** What the replica serves now, or undefined where it must be silent (I15). */
export function serve({ nowSeconds }: World, replica: Replica, setting: Setting): Body | undefined {
  const { view } = replica;
  if (view === undefined) return undefined;
  const policy = policyAt(setting, replica.policy);
  const limits = servingLimits(
    policy.series,
    view.ring.series.map(({ terms }) => terms),
  );
  if (nowSeconds - view.heldAtSeconds > limits.atMostSeconds) return undefined;
  const { settled, epoch, kids } = shownBy(view.ring, nowSeconds);
  return { epoch, kids, generatedAtSeconds: nowSeconds, ...cachePromise(settled, policy, nowSeconds) };
}

/** The headers of a body on its arrival, `Date` read by the clock of who receives it. */
export function headersOf(body: Body, receivedAtSeconds: number): CacheHeaders {
  return {
    maxAgeSeconds: body.maxAgeSeconds,
    ageSeconds: Math.max(0, receivedAtSeconds - body.generatedAtSeconds),
    uncacheable: false,
    mustRevalidate: false,
    staleIfErrorSeconds: body.staleIfErrorSeconds,
  };
}

/** What a replica signs with from now on, and until when if it reads nothing more. */
export interface Signing {
  readonly series: string;
  readonly kid: string;
  readonly lastAtSeconds: number;
  /** T + lambda + D: how long after its signature a token may be valid somewhere. */
  readonly lifeSeconds: number;
}

export function signings({ nowSeconds }: World, replica: Replica, setting: Setting): readonly Signing[] {
  const { view } = replica;
  const policy = policyAt(setting, replica.policy);
  if (view === undefined || view.ring.policyDigest !== policy.digest) return [];
  return policy.series.flatMap((series) => {
    const lastAtSeconds = Math.floor(view.heldAtSeconds + signingLimitSeconds(series, policy.series));
    const kid = signingKey(view.ring, series.name, nowSeconds)?.kid;
    if (kid === undefined || nowSeconds > lastAtSeconds) return [];
    const { maxTokenLifetimeSeconds: T, leewaySeconds, maxClockOffsetSeconds: D } = series;
    return [{ series: series.name, kid, lastAtSeconds, lifeSeconds: T + leewaySeconds + D }];
  });
}

/** What the replica would do, and stamp, now; undefined where nothing is due or a guard refuses. */
export function draft(world: World, replica: Replica, verb: Verb, setting: Setting): Draft | undefined {
  const { ring, nowSeconds } = world;
  const policy = policyAt(setting, replica.policy);
  const decision = decide(ring, verb, contextOf(ring, nowSeconds, policy));
  if (!decision.granted || decision.steps.length === 0) return undefined;
  let { serial } = world;
  const steps = fillWithCounters(decision.steps, () => {
    serial += 1;
    return `key-${serial}`;
  });
  return {
    verb: verb.verb,
    ring: applySteps(ring, steps, nowSeconds),
    serial,
    baseEpoch: ring.epoch,
    stampedAtSeconds: nowSeconds,
    deadlineSeconds: commitDeadlineSeconds(
      nowSeconds,
      policy.series,
      ring.series.map(({ terms }) => terms),
    ),
  };
}

export function contextOf(
  ring: KeyRing,
  nowSeconds: number,
  policy: DecisionContext['policy'],
): DecisionContext {
  const selfChecked = new Set(ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid)));
  return { nowSeconds, policy, observations: { selfChecked } };
}

function decide(ring: KeyRing, verb: Verb, context: DecisionContext): Decision {
  const [series] = context.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  switch (verb.verb) {
    case 'tick': {
      const { steps, waits } = plan(ring, context);
      const differs = waits.find(({ rule }) => rule === 'I14');
      return differs === undefined ? grant(steps) : refuse(differs);
    }
    case 'adopt':
      return decideAdoption(ring, context);
    case 'rotate':
    case 'roll-back':
      return decideRequest({ verb: verb.verb, series }, ring, context);
    case 'retire':
      return decideRequest(verb, ring, context);
    case 'revoke':
      return decideRequest({ ...verb, reason: 'stolen' }, ring, context);
  }
}
