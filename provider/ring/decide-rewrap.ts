import type { Decision, DecisionContext } from './decision.js';
import { grant } from './decision.js';
import type { KeyRing, WrappedPrivateKey } from './key-ring.js';
import { findPublished } from './key-ring.js';
import { dueRemovals, settle } from './settle.js';

/** A key as it was read, and what its private half was wrapped into since. */
export interface Rewrapped {
  readonly kid: string;
  readonly before: WrappedPrivateKey;
  readonly after: WrappedPrivateKey;
}

/** Replaces the wrapped form of every key that is still there as it was read: somebody else may have been first. */
export function decideRewrap(
  ring: KeyRing,
  rewrapped: readonly Rewrapped[],
  { nowSeconds }: DecisionContext,
): Decision {
  const settled = settle(ring, nowSeconds);
  const standing = rewrapped.filter(
    ({ kid, before }) => findPublished(settled, kid)?.key.wrappedPrivateKey === before,
  );
  if (standing.length === 0) return grant([]);
  return grant([
    ...dueRemovals(ring, nowSeconds),
    ...standing.map(({ kid, after }) => ({ do: 'rewrap', kid, wrappedPrivateKey: after }) as const),
  ]);
}
