import type { Clock } from '@keyturn/shared/clock';
import type { KeyCustody } from '../custody/key-custody.js';
import type { PublicView } from '../ring/observations.js';
import type { RotationPolicy } from '../ring/policy.js';
import type { RingStore } from '../stores/ring-store.js';
import type { ClockWatch } from './clock-watch.js';
import type { SignerWatch } from './signer-watch.js';

/** Where the rotator says what it did: level, a stable event name, fields without secrets. */
export type LogEvent = (
  level: 'debug' | 'info' | 'warn' | 'error',
  event: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

/** What every part of the rotator works with. */
export interface RingContext {
  readonly issuer: string;
  readonly store: RingStore;
  readonly custody: KeyCustody;
  readonly policy: RotationPolicy;
  readonly clock: Clock;
  readonly log: LogEvent;
  /** O1; absent: nobody looks. */
  readonly publicView?: (() => PublicView | undefined) | undefined;
  /** O3; absent: every step of the clock is taken as it comes. */
  readonly clockWatch?: ClockWatch | undefined;
  /** O5; absent: signers are called as they are. */
  readonly signerWatch?: SignerWatch | undefined;
}
