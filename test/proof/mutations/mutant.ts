import type { Guards, Parties, Replicas, Rings, Shared } from './shipped-modules.js';

/** Every shipped function that has a mutant, by file and name. */
export type Shipped = {
  'shared/rotation-bounds#minPublishLeadSeconds': Shared['bounds']['minPublishLeadSeconds'];
  'shared/rotation-bounds#minPublishLeadRefetchingSeconds': Shared['bounds']['minPublishLeadRefetchingSeconds'];
  'shared/rotation-bounds#minRetentionSeconds': Shared['bounds']['minRetentionSeconds'];
  'shared/public-jwk#toPublicJwk': Shared['jwk']['toPublicJwk'];
  'shared/cache-headers#freshnessOf': Shared['headers']['freshnessOf'];
  'provider/ring/check-guards#guardLead': Guards['guardLead'];
  'provider/ring/check-guards#guardRetention': Guards['guardRetention'];
  'provider/ring/check-guards#guardPolicy': Guards['guardPolicy'];
  'provider/ring/check-guards#guardSelfCheck': Guards['guardSelfCheck'];
  'provider/ring/check-guards#guardStillPublished': Guards['guardStillPublished'];
  'provider/ring/windows#readyAtSeconds': Rings['windows']['readyAtSeconds'];
  'provider/ring/windows#removalDueAtSeconds': Rings['windows']['removalDueAtSeconds'];
  'provider/ring/windows#widenTerms': Rings['windows']['widenTerms'];
  'provider/ring/windows#termsAtPublication': Rings['windows']['termsAtPublication'];
  'provider/ring/windows#leavesWithinLag': Rings['windows']['leavesWithinLag'];
  'provider/ring/cold-standby#chooseColdKey': Rings['cold']['chooseColdKey'];
  'provider/ring/pinned-parties#guardPinned': Rings['pinned']['guardPinned'];
  'provider/ring/public-view#guardPublicView': Rings['public']['guardPublicView'];
  'provider/ring/clock-step#guardClock': Rings['clock']['guardClock'];
  'provider/ring/signer-health#guardSigner': Rings['signers']['guardSigner'];
  'provider/ring/settle#settle': Rings['settle']['settle'];
  'provider/ring/steps#applySteps': Rings['steps']['applySteps'];
  'provider/ring/key-changes#endKey': Rings['changes']['endKey'];
  'provider/ring/key-changes#demoteKey': Rings['changes']['demoteKey'];
  'provider/ring/decide-revocation#decideRevocation': Rings['revocation']['decideRevocation'];
  'provider/ring/published-keys#publishedKeySet': Rings['published']['publishedKeySet'];
  'provider/ring/published-keys#cachePromise': Rings['published']['cachePromise'];
  'provider/rotator/view-limits#servingLimits': Replicas['limits']['servingLimits'];
  'provider/rotator/view-limits#signingLimitSeconds': Replicas['limits']['signingLimitSeconds'];
  'provider/rotator/view-limits#commitDeadlineSeconds': Replicas['limits']['commitDeadlineSeconds'];
  'provider/rotator/read-own-ring#ownRing': Replicas['own']['ownRing'];
  'relying-party/keys/judge-set#judgeSet': Parties['judgeSet'];
  'relying-party/keys/kid-budget#canRefetch': Parties['canRefetch'];
};

export type SeamName = keyof Shipped;

/** What the shipped function becomes: it is given the function itself, and its arguments. */
type Seams = {
  readonly [Name in SeamName]?: (
    real: Shipped[Name],
    ...args: Parameters<Shipped[Name]>
  ) => ReturnType<Shipped[Name]>;
};

/** A shipped rule that is broken on purpose. */
export interface Mutant {
  readonly name: string;
  /** The rule that it breaks, as the specification calls it. */
  readonly rule: string;
  readonly seams: Seams;
}
