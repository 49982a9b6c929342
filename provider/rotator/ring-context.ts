import type { Clock } from '@keyturn/shared/clock';
import type { KeyCustody } from '../custody/key-custody.js';
import type { RotationPolicy } from '../ring/policy.js';
import type { RingStore } from '../stores/ring-store.js';

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
}
