import type { Clock } from '@keyturn/shared/clock';
import type { LogEvent } from '../rotator/ring-context.js';
import type { SignToken } from '../tokens/sign-token.js';
import { createReplicaSignToken } from '../tokens/sign-with-certificate.js';
import { warnOfSize } from '../tokens/warn-of-size.js';
import { createReplicaKey, type ReplicaHealth, type ReplicaKeyOptions } from './replica-key.js';

export interface ReplicaSignerOptions extends Omit<ReplicaKeyOptions, 'draw' | 'log' | 'clock'> {
  /** What the tokens say in `iss`; the certificate has to be bound to it. */
  readonly issuer: string;
  readonly clock: Clock;
  /** Default: nowhere. */
  readonly log?: LogEvent | undefined;
  /** Default: Math.random. */
  readonly draw?: (() => number) | undefined;
  /** Above this a signed token is warned of. Default 8192 bytes. */
  readonly warnTokenBytes?: number | undefined;
}

/** A signer that shares nothing: no store, no ring, no key set. Its key, its certificate, and that is all. */
export interface ReplicaSigner {
  /** Rejects with RingError `signing_unavailable` (503) where no certificate covers the token. */
  readonly sign: SignToken;
  health(): ReplicaHealth;
  /** Looks whether a renewal is due; for who brings ticks of its own (`tickSeconds: 0`). Never rejects. */
  tick(): Promise<void>;
  close(): void;
}

export function createReplicaSigner(options: ReplicaSignerOptions): ReplicaSigner {
  const { issuer, clock, log = () => {}, draw = Math.random, warnTokenBytes, ...rest } = options;
  const replica = createReplicaKey({ ...rest, clock, log, draw });
  return {
    sign: warnOfSize(createReplicaSignToken({ issuer, replica }), log, warnTokenBytes),
    health: replica.health,
    tick: replica.tick,
    close: replica.close,
  };
}
