import { addKey, changeSeries } from './key-changes.js';
import type { GeneratedKey, KeyRing, WrappedPrivateKey } from './key-ring.js';
import { findPublished } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';
import { TransitionError } from './transitions.js';

export function publishColdKey(
  ring: KeyRing,
  policy: SeriesPolicy,
  key: GeneratedKey,
  sealedPrivateKey: WrappedPrivateKey,
  nowSeconds: number,
): KeyRing {
  const sealedTo = policy.coldStandby?.recoveryKey.kid;
  if (sealedTo === undefined) throw new TransitionError(`series ${policy.name} keeps no cold standby`);
  return addKey(
    ring,
    policy,
    { ...key, state: 'cold', wrappedPrivateKey: sealedPrivateKey, sealedTo },
    nowSeconds,
  );
}

/** From here on it is wrapped as any other. It must be activated in the same commit: a cold key is a sealed one. */
export function unsealKey(ring: KeyRing, kid: string, wrappedPrivateKey: WrappedPrivateKey): KeyRing {
  const found = findPublished(ring, kid);
  if (found?.key.sealedTo === undefined) throw new TransitionError(`key ${kid} is not sealed`);
  const { sealedTo: _, ...opened } = { ...found.key, wrappedPrivateKey };
  return changeSeries(ring, found.series.name, (series) => ({
    ...series,
    keys: series.keys.map((key) => (key.kid === kid ? opened : key)),
  }));
}
