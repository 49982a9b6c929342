import {
  latestRemovalSeconds,
  minRetentionSeconds,
  publicationLagSeconds,
} from '@keyturn/shared/rotation-bounds';
import type { FormerTerms, KeyRing, RingKey, TermsInForce } from './key-ring.js';
import type { PartyClass, SeriesPolicy } from './policy.js';
import { leadBoundSeconds } from './policy.js';

/** The terms that a policy puts in force from now on. */
export function termsOf(policy: SeriesPolicy): TermsInForce {
  const {
    name,
    alg,
    parties,
    tickSeconds,
    rotationIntervalSeconds,
    cachedAtMostByName,
    coldStandby,
    pinnedParties,
    ...terms
  } = policy;
  return terms;
}

/** The larger of each term. */
export function largestTerms(a: TermsInForce, b: TermsInForce): TermsInForce {
  const names = Object.keys(a) as (keyof TermsInForce)[];
  const largest: Partial<Record<keyof TermsInForce, number>> = {};
  for (const name of names) largest[name] = Math.max(a[name], b[name]);
  return { ...a, ...largest };
}

/** Until when a copy of the key set that was fetched under these terms may still be in use somewhere. */
export function lastCopyAtSeconds({ endedAtSeconds, terms }: FormerTerms): number {
  return (
    endedAtSeconds + publicationLagSeconds(terms) + terms.cachedAtMostSeconds + terms.maxClockOffsetSeconds
  );
}

/**
 * The terms that a key published now must honour: the policy's, and those of every replaced policy under which a copy
 * may still be in use. (S lowered from 1200 to 4 just before a publication would otherwise let the new key sign while
 * copies of 20 minutes still stand.) T, L and retention are about signatures, which the new key has not made.
 */
export function termsAtPublication(
  policy: SeriesPolicy,
  former: readonly FormerTerms[],
  nowSeconds: number,
): TermsInForce {
  const own = termsOf(policy);
  const widest = former
    .filter((each) => lastCopyAtSeconds(each) > nowSeconds)
    .reduce((terms, each) => largestTerms(terms, each.terms), own);
  const { maxTokenLifetimeSeconds, signerLeaseSeconds, retentionSeconds, publishLeadSeconds } = own;
  return { ...widest, maxTokenLifetimeSeconds, signerLeaseSeconds, retentionSeconds, publishLeadSeconds };
}

/**
 * The largest of what was and what becomes in force (I14). A key that no longer signs keeps its T and L: what it signed
 * was signed under them, and a later, longer T is not its own.
 */
export function widenTerms(key: RingKey, next: TermsInForce): TermsInForce {
  const was = key.inForce;
  const widened = largestTerms(was, next);
  if (key.state !== 'retiring') return widened;
  return {
    ...widened,
    maxTokenLifetimeSeconds: was.maxTokenLifetimeSeconds,
    signerLeaseSeconds: was.signerLeaseSeconds,
  };
}

/** T and L start anew with the first signature: what was in force before a key signed never covered a token of its own. */
export function termsAtFirstSignature(key: RingKey, policy: SeriesPolicy): TermsInForce {
  const { maxTokenLifetimeSeconds, signerLeaseSeconds, retentionSeconds } = policy;
  return {
    ...widenTerms(key, termsOf(policy)),
    maxTokenLifetimeSeconds,
    signerLeaseSeconds,
    retentionSeconds,
  };
}

/** How long this key must have been published before it signs: the configured lead, never below the bound. */
export function leadSeconds(key: RingKey, parties: PartyClass): number {
  return Math.max(key.inForce.publishLeadSeconds, leadBoundSeconds(key.inForce, parties));
}

/** How long this key stays published after it last signed: the configured retention, never below I3. */
export function retentionSeconds(key: RingKey): number {
  return Math.max(key.inForce.retentionSeconds, minRetentionSeconds(key.inForce));
}

export function readyAtSeconds(key: RingKey, parties: PartyClass): number {
  return key.publishedAtSeconds + leadSeconds(key, parties);
}

/** When a demoted key falls out of the served set; never for a key that was not demoted. */
export function removalDueAtSeconds(key: RingKey): number {
  return key.state === 'retiring' && key.demotedAtSeconds !== null
    ? key.demotedAtSeconds + retentionSeconds(key)
    : Number.POSITIVE_INFINITY;
}

/**
 * The key falls out of the served set before a commit made now is seen everywhere: a lagging replica drops it by the
 * window that it knows, whatever is decided now. Too late to let it sign again or to keep it for longer.
 */
export function leavesWithinLag(ring: KeyRing, key: RingKey, nowSeconds: number): boolean {
  return removalDueAtSeconds(key) <= lastUnawareBodyAtSeconds(ring, nowSeconds);
}

/** Until when a body may be served by a replica that knows nothing of a commit made now, P + Z then or under a former policy. */
function lastUnawareBodyAtSeconds({ series, formerTerms }: KeyRing, nowSeconds: number): number {
  const lags = [...series.map(({ terms }) => ({ endedAtSeconds: nowSeconds, terms })), ...formerTerms];
  return Math.max(
    nowSeconds,
    ...lags.map(({ endedAtSeconds, terms }) => endedAtSeconds + publicationLagSeconds(terms)),
  );
}

/** I3u: past this instant a served body that still lists the key is wrong. */
export function removalLateAfterSeconds(key: RingKey, tickSeconds: number): number {
  return (
    (key.demotedAtSeconds ?? Number.POSITIVE_INFINITY) +
    latestRemovalSeconds(key.inForce, retentionSeconds(key), tickSeconds)
  );
}
