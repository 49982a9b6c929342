import type { RefreshState } from '@keyturn/relying-party/plan';
import type { VerifierDurations } from '@keyturn/shared/profiles';
import type { KeyRing } from '../../../provider/ring/key-ring.js';
import type { RotationPolicy } from '../../../provider/ring/policy.js';

/**
 * An issuer of several replicas over one store, and its relying parties, as plain data on a clock of whole seconds. It is
 * changed by `act` alone, which asks the shipped plan functions of both sides and decides nothing of its own.
 */
export interface World {
  readonly nowSeconds: number;
  /** What the store holds. */
  readonly ring: KeyRing;
  /** Keys that were generated so far: the next is `key-<serial + 1>`. */
  readonly serial: number;
  readonly replicas: readonly Replica[];
  readonly parties: readonly Party[];
  /** Until when a token that each key signed may be valid somewhere: its last second, leeway and clock offset counted in. */
  readonly validUntil: Instants;
  readonly revokedAt: Instants;
  /** An emergency does not wait for its replacement to be known (E3): refusals of these keys before that are no harm. */
  readonly excusedUntil: Instants;
  /** Keys of the stored ring that some replica has left out of its set already. */
  readonly left: readonly string[];
}

/** Seconds by kid. */
export type Instants = Readonly<Record<string, number>>;

export interface Replica {
  /** Which policy of the setting it is configured with. */
  readonly policy: number;
  /** What it read last; undefined after a start. */
  readonly view: View | undefined;
  /** A change that is stamped and not committed yet. */
  readonly draft: Draft | undefined;
}

export interface View {
  readonly ring: KeyRing;
  /** When the read began. */
  readonly heldAtSeconds: number;
}

export interface Draft {
  readonly verb: string;
  readonly ring: KeyRing;
  readonly serial: number;
  readonly baseEpoch: number;
  readonly stampedAtSeconds: number;
  readonly deadlineSeconds: number;
}

/**
 * `shipped`: our verifier. `headers`: obeys the headers and never refetches before its copy ends. `constant`: the same,
 * and uses each copy for S and D more, whatever the headers say (its clock is set back while it holds the copy).
 */
export type PartyKind = 'shipped' | 'headers' | 'constant';

export interface Party {
  readonly kind: PartyKind;
  /** What its clock shows, less the store's. */
  readonly offsetSeconds: number;
  /** The members of its sets are kids. Instants are of its own clock. */
  readonly refresh: RefreshState;
  /** Kids that were looked for and not found, each until an instant. */
  readonly missed: Instants;
  /** When it fetched because of a kid that it did not have, or of a hint: what strangers can cause. */
  readonly askedAt: readonly number[];
}

/** What stays the same through a run. */
export interface Setting {
  /** The first is the one that the ring begins with. */
  readonly policies: readonly RotationPolicy[];
  readonly durations: VerifierDurations;
}

export function policyAt({ policies }: Setting, index: number): RotationPolicy {
  const policy = policies[index];
  if (policy === undefined) throw new Error(`there is no policy ${index}`);
  return policy;
}

/** The largest that any policy of the setting says (I14). */
export function largest(
  { policies }: Setting,
  of: (series: RotationPolicy['series'][number]) => number,
): number {
  return Math.max(...policies.flatMap(({ series }) => series.map(of)));
}
