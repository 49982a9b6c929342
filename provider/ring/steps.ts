import { type Acknowledgement, acknowledgeKey } from './acknowledge-key.js';
import { publishColdKey, unsealKey } from './cold-key-changes.js';
import { type ImportedKey, importKey } from './import-key.js';
import { activateKey, demoteKey, endKey, publishKey, rewrapKey } from './key-changes.js';
import type { GeneratedKey, KeyRing, WrappedPrivateKey } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { adoptPolicy, closeSeries, openSeries } from './series-changes.js';

/** One change of the ring; each counts as one epoch. */
export type Step =
  | {
      readonly do: 'publish';
      readonly series: SeriesPolicy;
      readonly key: GeneratedKey;
      readonly wrappedPrivateKey: WrappedPrivateKey;
    }
  /** A key for emergencies, whose private half was sealed to the recovery key where it was made. */
  | {
      readonly do: 'publish-cold';
      readonly series: SeriesPolicy;
      readonly key: GeneratedKey;
      readonly sealedPrivateKey: WrappedPrivateKey;
    }
  /** The operator's recovery key opened it: it is wrapped as any other, to be activated in the same commit. */
  | { readonly do: 'unseal'; readonly kid: string; readonly wrappedPrivateKey: WrappedPrivateKey }
  /** A key of another issuer; with its earlier use it signs from now on, without it is a standby. */
  | ({ readonly do: 'import' } & ImportedKey)
  | { readonly do: 'activate'; readonly series: SeriesPolicy; readonly kid: string }
  /** A pinned party has the key. */
  | ({ readonly do: 'acknowledge' } & Acknowledgement)
  | { readonly do: 'demote'; readonly kid: string }
  | { readonly do: 'remove'; readonly kid: string; readonly atSeconds: number; readonly reason: string }
  | { readonly do: 'revoke'; readonly kid: string; readonly reason: string }
  | { readonly do: 'open-series'; readonly series: SeriesPolicy }
  | { readonly do: 'close-series'; readonly name: string }
  | { readonly do: 'adopt-policy'; readonly policy: RotationPolicy }
  /** The wrapping key turned: the same key, wrapped anew. */
  | { readonly do: 'rewrap'; readonly kid: string; readonly wrappedPrivateKey: WrappedPrivateKey }
  /** O3: an operator says that the clock is right. */
  | { readonly do: 'confirm-clock'; readonly reason: string }
  /** The ring came from a backup: its epoch jumps above any that was served (I11). */
  | { readonly do: 'restore'; readonly epochAbove: number };

/** Applies steps in order; each raises the epoch by one. Pure; throws TransitionError on what the lifecycle forbids. */
export function applySteps(ring: KeyRing, steps: readonly Step[], nowSeconds: number): KeyRing {
  return steps.reduce(
    (before, step) => ({ ...applyStep(before, step, nowSeconds), epoch: epochAfter(step, before.epoch) }),
    ring,
  );
}

export function epochAfter(step: Step, epoch: number): number {
  return 1 + (step.do === 'restore' ? Math.max(epoch, step.epochAbove) : epoch);
}

function applyStep(ring: KeyRing, step: Step, nowSeconds: number): KeyRing {
  switch (step.do) {
    case 'publish':
      return publishKey(ring, step.series, step.key, step.wrappedPrivateKey, nowSeconds);
    case 'publish-cold':
      return publishColdKey(ring, step.series, step.key, step.sealedPrivateKey, nowSeconds);
    case 'unseal':
      return unsealKey(ring, step.kid, step.wrappedPrivateKey);
    case 'import':
      return importKey(ring, step, nowSeconds);
    case 'activate':
      return activateKey(ring, step.series, step.kid, nowSeconds);
    case 'acknowledge':
      return acknowledgeKey(ring, step);
    case 'demote':
      return demoteKey(ring, step.kid, nowSeconds);
    case 'remove':
      return endKey(ring, step.kid, { state: 'removed', atSeconds: step.atSeconds, reason: step.reason });
    case 'revoke':
      return endKey(ring, step.kid, { state: 'revoked', atSeconds: nowSeconds, reason: step.reason });
    case 'open-series':
      return openSeries(ring, step.series);
    case 'close-series':
      return closeSeries(ring, step.name, nowSeconds);
    case 'adopt-policy':
      return adoptPolicy(ring, step.policy, nowSeconds);
    case 'rewrap':
      return rewrapKey(ring, step.kid, step.wrappedPrivateKey);
    case 'confirm-clock':
      return { ...ring, clockConfirmedAtEpoch: ring.epoch + 1 };
    case 'restore':
      return ring;
  }
}
