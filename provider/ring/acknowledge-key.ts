import { changeSeries } from './key-changes.js';
import type { KeyRing } from './key-ring.js';
import { findPublished } from './key-ring.js';
import { TransitionError } from './transitions.js';

/** A pinned party never fetches: that it has a key is known only where somebody says so. */
export interface Acknowledgement {
  readonly party: string;
  readonly kid: string;
}

export function acknowledgeKey(ring: KeyRing, { party, kid }: Acknowledgement): KeyRing {
  const found = findPublished(ring, kid);
  if (found === undefined) throw new TransitionError(`key ${kid} is not published`);
  const { acknowledgedBy = [] } = found.key;
  const acknowledged = { ...found.key, acknowledgedBy: [...acknowledgedBy, party] };
  return changeSeries(ring, found.series.name, (series) => ({
    ...series,
    keys: series.keys.map((key) => (key.kid === kid ? acknowledged : key)),
  }));
}
