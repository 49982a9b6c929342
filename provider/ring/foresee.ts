import { readyColdKey } from './cold-standby.js';
import type { Decision, DecisionContext } from './decision.js';
import { type RevocationConsequences, revocationConsequences } from './exposure.js';
import type { Guard } from './guard.js';
import type { KeyRing } from './key-ring.js';
import { findPublished, keyInState } from './key-ring.js';
import { policyOf } from './policy.js';
import { decideRequest, type RingRequest } from './ring-request.js';
import { settle } from './settle.js';

/** What a request would do, and whom it would hurt. */
export interface Foreseen {
  readonly decision: Decision;
  /** The guard that force overrides: its terms say who is hurt, its `waitSeconds` for how long. Null where nothing is forced. */
  readonly overrides: Guard | null;
  /** Of a revocation alone; null where the key is not published or its series is being closed. */
  readonly consequences: RevocationConsequences | null;
}

/** Decides without doing. Pure. */
export function foresee(request: RingRequest, ring: KeyRing, context: DecisionContext): Foreseen {
  return {
    decision: decideRequest(request, ring, context),
    overrides: overriddenBy(request, ring, context),
    consequences: request.verb === 'revoke' ? consequencesOf(request, ring, context) : null,
  };
}

function overriddenBy(request: RingRequest, ring: KeyRing, context: DecisionContext): Guard | null {
  if (!('force' in request) || request.force === undefined) return null;
  const unforced = decideRequest({ ...request, force: undefined }, ring, context);
  return unforced.granted ? null : unforced.guard;
}

function consequencesOf(
  { kid, replaceWith }: Extract<RingRequest, { verb: 'revoke' }>,
  ring: KeyRing,
  { nowSeconds, policy }: DecisionContext,
): RevocationConsequences | null {
  const found = findPublished(settle(ring, nowSeconds), kid);
  const ofSeries = found === undefined ? undefined : policyOf(policy, found.series.name);
  if (found === undefined || ofSeries === undefined) return null;
  const standby =
    replaceWith === 'cold' ? readyColdKey(found.series, nowSeconds) : keyInState(found.series, 'standby');
  return revocationConsequences(ofSeries, {
    state: found.key.state,
    replaceWith,
    standbyAgeSeconds: nowSeconds - (standby?.publishedAtSeconds ?? nowSeconds),
  });
}
