import { guardPolicy, plainGuard } from './check-guards.js';
import { guardClock } from './clock-step.js';
import type { Decision, DecisionContext, PlannedStep } from './decision.js';
import { grant, refuse } from './decision.js';
import type { Force, Guard } from './guard.js';
import type { EarlierUse, FormerKey, GeneratedKey, KeyRing } from './key-ring.js';
import { findPublished, keyInState, seriesOf } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';
import { leadBoundSeconds } from './policy.js';
import { isSameMaterial } from './same-material.js';
import { dueRemovals, settle } from './settle.js';

/** A key of another issuer that is to go on here under the name that its relying parties know. */
export interface ImportRequest {
  readonly series: SeriesPolicy;
  readonly key: GeneratedKey;
  /** Keys that ended so long ago that the ring itself no longer lists them: a kid is forever (I7). */
  readonly formerKeys: readonly FormerKey[];
  /** Relying parties have it: it signs from now on. Must be forced, since nobody here can know. Default: nobody has it. */
  readonly alreadyPublished?: EarlierUse | undefined;
  readonly force?: Force | undefined;
}

/**
 * Brings a key in from elsewhere. It takes the place of the standby, which never signed, and waits its lead like any
 * other. Where relying parties have it already it signs at once, the lead overridden by force (I1): the signer before it
 * retires by its own window, and a new standby begins its lead now, since copies of the other issuer's set lack every key
 * of this ring.
 */
export function decideImport(ring: KeyRing, request: ImportRequest, context: DecisionContext): Decision {
  const { series, key, alreadyPublished, force } = request;
  const settled = settle(ring, context.nowSeconds);
  const current = seriesOf(settled, series.name);
  const guard =
    guardPolicy(ring, context.policy) ??
    guardClock(ring, context.observations.clockStep) ??
    guardAlgorithm(request, current?.alg ?? series.alg) ??
    guardIdentity(settled, request);
  if (guard !== undefined) return refuse(guard);
  const standby = keyInState(current, 'standby');
  const atSeconds = context.nowSeconds;
  const makeRoom: readonly PlannedStep[] = [
    ...dueRemovals(ring, atSeconds),
    ...(current === undefined ? [{ do: 'open-series', series } as const] : []),
    ...(standby === undefined
      ? []
      : [{ do: 'remove', kid: standby.kid, atSeconds, reason: 'a key was imported in its place' } as const]),
  ];
  if (alreadyPublished === undefined)
    return grant([...makeRoom, { do: 'import', series, key, earlierUse: null }]);
  if (force === undefined) return refuse(guardUnknown(series, key.kid));
  const active = keyInState(current, 'active');
  const steps: readonly PlannedStep[] = [
    ...makeRoom,
    ...(active === undefined ? [] : [{ do: 'demote', kid: active.kid } as const]),
    { do: 'import', series, key, earlierUse: alreadyPublished },
    { do: 'publish', series, slot: 'next' },
  ];
  return grant(steps, ['I1']);
}

/** I13: a series keeps its algorithm. */
function guardAlgorithm({ series, key }: ImportRequest, alg: string): Guard | undefined {
  if (key.alg === alg) return undefined;
  const message = `the key is for ${key.alg}, and series ${series.name} signs with ${alg}`;
  return plainGuard('I13', series.name, key.kid, message, 'name a series of that algorithm, or add one');
}

/** I7: no kid of this ring ever names another key, and no key of it ever gets another name, nor returns. */
function guardIdentity(settled: KeyRing, { series, key, formerKeys }: ImportRequest): Guard | undefined {
  const refuseBy = (message: string, cure: string) => plainGuard('I7', series.name, key.kid, message, cure);
  const former = [...settled.former, ...formerKeys];
  const published = settled.series.flatMap(({ keys }) => keys);
  if (findPublished(settled, key.kid) !== undefined)
    return refuseBy('a published key has this kid', 'there is nothing to import if it is that key');
  const ended = former.find(({ kid }) => kid === key.kid);
  if (ended !== undefined)
    return refuseBy(`a key of this kid was ${ended.state}`, 'a kid never returns: begin with a new key');
  const same = [...published, ...former].find(({ publicJwk }) => isSameMaterial(publicJwk, key.publicJwk));
  if (same !== undefined)
    return refuseBy(`the ring knows this very key as ${same.kid}`, 'a key has one name for ever');
  return undefined;
}

/** I1: as far as anybody here knows, no relying party has the key. */
function guardUnknown(series: SeriesPolicy, kid: string): Guard {
  const waitSeconds = Math.max(series.publishLeadSeconds, leadBoundSeconds(series, series.parties));
  return {
    rule: 'I1',
    series: series.name,
    kid,
    terms: { leadSeconds: waitSeconds },
    waitSeconds,
    message: 'this ring never published the key: who does not have it from elsewhere refuses its tokens',
    cure: 'import it as a standby and let it wait its lead; or force it with a reason',
  };
}
